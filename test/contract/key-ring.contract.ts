import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { KeyRing, SealedKey } from '../../src/ports/key-ring.ts';
import { closedAfterTest } from '../support/opened.ts';

/** Opens a key ring without preparing it: the same for every caller of one name, as another process would. */
export type OpenKeyRing = (name?: string) => Promise<{ readonly keyRing: KeyRing; close(): Promise<void> }>;

/** What every key ring has to do. Call it once for each adapter. */
export function keyRingContract(name: string, open: OpenKeyRing): void {
  describe(`the key ring on ${name}`, () => {
    test('is empty at first', async () => {
      const ring = await prepared(open);
      expect(await ring.list()).toEqual([]);
    });

    test('keeps keys as they are, in the order in which they were added, whatever their times say', async () => {
      const ring = await prepared(open);
      const first = newKey();
      const second = newKey({ algorithm: 'EdDSA', createdAt: 1_000, activeFrom: 2_000 });
      const third = newKey({ createdAt: 500, activeFrom: 0 });

      expect(await ring.add(first, null)).toEqual([first]);
      expect(await ring.add(second, first.id)).toEqual([first, second]);
      expect(await ring.add(third, second.id)).toEqual([first, second, third]);

      expect(await ring.list()).toEqual([first, second, third]);
    });

    test('adds a key behind the last one only', async () => {
      const { ring, keys } = await filled(open, 2);
      const [first, last] = keys;

      expect(await ring.add(newKey(), null)).toEqual(keys);
      expect(await ring.add(newKey(), first?.id ?? null)).toEqual(keys);
      expect(await ring.add(newKey(), randomUUID())).toEqual(keys);

      const next = newKey();
      expect(await ring.add(next, last?.id ?? null)).toEqual([...keys, next]);
    });

    test('adds nothing behind a key that it does not have', async () => {
      const ring = await prepared(open);
      expect(await ring.add(newKey(), randomUUID())).toEqual([]);
    });

    test('adds a key once when it is added again, as after a lost answer', async () => {
      const { ring, keys } = await filled(open, 1);
      const [last] = keys;
      const next = newKey();

      await ring.add(next, last?.id ?? null);
      expect(await ring.add(next, last?.id ?? null)).toEqual([...keys, next]);
      expect(await ring.add(next, next.id)).toEqual([...keys, next]);
    });

    test.each([0, 3])('takes one key of 20 callers in two processes, behind %i others', async (present) => {
      const shared = randomUUID();
      const { ring: first, keys } = await filled(open, present, shared);
      const second = await prepared(open, shared);
      const candidates = Array.from({ length: 20 }, () => newKey());
      const last = keys.at(-1)?.id ?? null;

      const rings = await Promise.all(
        candidates.map((key, index) => (index % 2 === 0 ? first : second).add(key, last)),
      );

      const winner = rings[0]?.at(-1);
      expect(candidates).toContainEqual(winner);
      expect(rings).toEqual(candidates.map(() => [...keys, winner]));
      expect(await second.list()).toEqual([...keys, winner]);
    });

    test('removes keys, and does nothing when they are gone', async () => {
      const { ring, keys } = await filled(open, 4);
      const [first, second, third, last] = keys;
      const gone = [first?.id ?? '', third?.id ?? ''];

      await ring.remove(gone);
      await ring.remove([...gone, randomUUID()]);
      await ring.remove([]);

      expect(await ring.list()).toEqual([second, last]);
    });

    test('never removes the last one, also when all are to go', async () => {
      const { ring, keys } = await filled(open, 3);
      const last = keys.at(-1);

      await ring.remove(keys.map(({ id }) => id));
      expect(await ring.list()).toEqual([last]);
      await ring.remove([last?.id ?? '']);
      expect(await ring.list()).toEqual([last]);
    });

    test('adds behind the last one when all others were removed, and not as if there were none', async () => {
      const { ring, keys } = await filled(open, 3);
      const last = keys.at(-1);
      await ring.remove(keys.map(({ id }) => id));
      const next = newKey();

      expect(await ring.add(newKey(), null)).toEqual([last]);
      expect(await ring.add(next, last?.id ?? null)).toEqual([last, next]);
    });

    test('keeps the order while keys come and go in two processes', async () => {
      const shared = randomUUID();
      const rings = [await prepared(open, shared), await prepared(open, shared)];
      const added: SealedKey[] = [];
      const turns = Array.from({ length: 30 }, (_, index) => index % 2);
      for (const turn of turns) {
        const key = newKey();
        await rings[turn]?.add(key, added.at(-1)?.id ?? null);
        added.push(key);
        await Promise.all(rings.map((ring) => ring.remove(added.slice(0, -3).map(({ id }) => id))));
      }
      expect(await rings[0]?.list()).toEqual(added.slice(-3));
    });

    test('can be prepared again', async () => {
      const shared = randomUUID();
      const { keys } = await filled(open, 1, shared);
      expect(await (await prepared(open, shared)).list()).toEqual(keys);
    });
  });
}

async function prepared(open: OpenKeyRing, name?: string): Promise<KeyRing> {
  const { keyRing } = await closedAfterTest(open(name));
  await keyRing.prepare();
  return keyRing;
}

async function filled(open: OpenKeyRing, count: number, name?: string) {
  const ring = await prepared(open, name);
  const keys: SealedKey[] = [];
  for (const key of Array.from({ length: count }, () => newKey())) {
    await ring.add(key, keys.at(-1)?.id ?? null);
    keys.push(key);
  }
  return { ring, keys };
}

function newKey(overrides: Partial<SealedKey> = {}): SealedKey {
  return {
    id: randomUUID(),
    algorithm: 'ES256',
    sealed: `sealed ${randomUUID()}`,
    createdAt: 1_760_000_000_123,
    activeFrom: 1_760_000_600_123,
    ...overrides,
  };
}
