import { expect, test } from 'vitest';
import { commandIdsOf, newCommandIds, newSeed } from '../../../../src/adapters/crypto/command-ids.ts';

const version4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

function everythingOf(seed: string) {
  const { commandId, idFor, refreshSecret } = commandIdsOf(seed);
  return [commandId, idFor('event 1'), idFor('event 2'), idFor('command'), refreshSecret()];
}

test('a seed is 256 bits in base64url, another one each time', () => {
  const seeds = Array.from({ length: 1_000 }, newSeed);
  expect(seeds.filter((seed) => !/^[A-Za-z0-9_-]{43}$/.test(seed))).toEqual([]);
  expect(new Set(seeds).size).toBe(1_000);
});

test('the same seed makes the same ids and the same secret, in this build and in later ones', () => {
  expect(everythingOf('a seed of a command')).toEqual([
    'c9cca473-7404-41e1-a38c-fda78066f362',
    'f33294d8-3b64-40ac-982b-e2521df64a20',
    '6feda658-1b95-4233-a4a1-9f8271327f43',
    '007cd88f-7eb9-4344-a812-0f013ed1f3fe',
    'eOsRre63VwSVOhaRCxKMIYqc8UGnW4gajM76elGO-Zw',
  ]);
});

test('every purpose and every seed has ids of its own', () => {
  const made = [newSeed(), newSeed()].flatMap(everythingOf);
  expect(new Set(made).size).toBe(made.length);
});

test('ids are UUIDs of version 4 in lower case, and random in every other bit', () => {
  const { idFor } = commandIdsOf(newSeed());
  const ids = Array.from({ length: 1_000 }, (_, index) => idFor(`event ${index}`));
  expect(ids.filter((id) => !version4.test(id))).toEqual([]);
  const bits = ids.map((id) => BigInt(`0x${id.replaceAll('-', '')}`));
  const share = (bit: bigint) => bits.filter((id) => (id >> bit) & 1n).length / bits.length;
  const shares = Array.from({ length: 128 }, (_, bit) => share(BigInt(bit)));
  // The four bits of the version and the two of the variant are fixed.
  expect(shares.filter((value) => value > 0.35 && value < 0.65)).toHaveLength(122);
});

test('a secret is 256 bits in base64url, the same each time, for a seed as without one', () => {
  const commands = [commandIdsOf(newSeed()), newCommandIds(), newCommandIds()];
  const secrets = commands.map(({ refreshSecret }) => refreshSecret());
  expect(secrets).toEqual(secrets.map(() => expect.stringMatching(/^[A-Za-z0-9_-]{43}$/)));
  expect(commands.map(({ refreshSecret }) => refreshSecret())).toEqual(secrets);
  expect(new Set(secrets).size).toBe(3);
});
