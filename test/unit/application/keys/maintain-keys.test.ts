import { expect, test } from 'vitest';
import { makeMaintainKeys } from '../../../../src/application/keys/maintain-keys.ts';
import { Unavailable } from '../../../../src/ports/errors.ts';
import type { SigningAlgorithm } from '../../../../src/ports/key-ring.ts';
import { createTestLog } from '../../../support/test-log.ts';
import { day, givenRing, start, times } from './given-ring.ts';

/** A gateway that looks after a ring whenever the test lets it, once a turn. */
async function givenGateway(algorithm: SigningAlgorithm = 'ES256') {
  const given = await givenRing();
  const log = createTestLog();
  const gate = { open: true };
  const keyRing = {
    ...given.keyRing,
    list: () =>
      gate.open ? given.keyRing.list() : Promise.reject(new Unavailable('key ring', new Error('down'))),
  };
  const observed: number[] = [];
  const delays: number[] = [];
  async function turns(count: number, onPause: (left: number) => void = () => undefined): Promise<void> {
    const stopping = new AbortController();
    let left = count;
    const delay = async (milliseconds: number) => {
      delays.push(milliseconds);
      onPause(left);
      if (left === 0) stopping.abort();
      left -= 1;
    };
    const maintainKeys = makeMaintainKeys({ ...given, keyRing, algorithm, times, delay, log });
    await maintainKeys(stopping.signal, (keys) => observed.push(keys.length));
  }
  return { ...given, log, gate, observed, delays, turns };
}

test('leaves a young key alone, and looks at it every 30 seconds until it is to end', async () => {
  const { turns, keyRing, log, observed, delays } = await givenGateway();
  const before = await keyRing.list();
  await turns(3);
  expect(await keyRing.list()).toEqual(before);
  expect({ observed, delays, messages: log.messages }).toEqual({
    observed: [1, 1, 1],
    delays: [30_000, 30_000, 30_000, 30_000],
    messages: [],
  });
});

test('adds a key when the last one is old, once, and removes the old one when its tokens are over', async () => {
  const { turns, keyRing, accessTokens, time, log, observed } = await givenGateway();
  const [first] = await keyRing.list();
  time.now = start + 30 * day - 1;
  await turns(1);
  expect(await keyRing.list()).toEqual([first]);

  time.now += 1;
  await turns(2);
  const [, second] = await keyRing.list();
  expect(second).toMatchObject({ createdAt: time.now, activeFrom: time.now + 600_000 });
  expect(await accessTokens.jwks()).toMatchObject({ keys: [{ kid: first?.id }, { kid: second?.id }] });

  time.now += 600_000 + 600_000 + 60_000 - 1;
  await turns(1);
  expect(await keyRing.list()).toEqual([first, second]);
  time.now += 1;
  await turns(2);
  expect(await keyRing.list()).toEqual([second]);
  expect(await accessTokens.jwks()).toMatchObject({ keys: [{ kid: second?.id }] });
  expect(observed).toEqual([1, 2, 2, 2, 1, 1]);
  expect(log.messages).toEqual([
    'A new signing key is published',
    'Signing keys were removed whose tokens have all expired',
  ]);
});

test('adds a key of the algorithm that is wanted now', async () => {
  const { turns, keyRing } = await givenGateway('EdDSA');
  await turns(2);
  expect((await keyRing.list()).map(({ algorithm }) => algorithm)).toEqual(['ES256', 'EdDSA']);
});

test('adds few keys while gateways disagree about the algorithm', async () => {
  const { turns, keyRing, time, ...given } = await givenGateway('EdDSA');
  const other = makeMaintainKeys({
    ...given,
    keyRing,
    algorithm: 'ES256',
    times,
    delay: async () => undefined,
    log: createTestLog(),
  });
  for (const _ of Array.from({ length: 120 })) {
    await turns(1);
    await once(other);
    time.now += 30_000;
  }
  expect((await keyRing.list()).length).toBeLessThan(6);
});

test('learns what others added', async () => {
  const { turns, rotateKeys, accessTokens } = await givenGateway();
  const { key } = await rotateKeys.publishNext('ES256');
  await turns(1);
  expect(await accessTokens.jwks()).toMatchObject({ keys: [{}, { kid: key.id }] });
});

test('says once that the ring cannot be reached, and once that it can again', async () => {
  const { turns, gate, log, time, idsIn } = await givenGateway();
  time.now += 30 * day;
  await turns(6, (left) => {
    gate.open = left <= 2;
  });
  expect(log.messages).toEqual([
    'The signing keys cannot be looked after now; trying again',
    'A new signing key is published',
    'The signing keys are looked after again',
  ]);
  expect(await idsIn()).toHaveLength(2);
});

async function once(maintain: ReturnType<typeof makeMaintainKeys>): Promise<void> {
  const stopping = new AbortController();
  await maintain(stopping.signal, () => stopping.abort());
}
