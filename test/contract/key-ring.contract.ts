import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { KeyRing, SealedKey } from '../../src/ports/key-ring.ts';
import { closedAfterTest } from '../support/opened.ts';

/** Opens a key ring without preparing it: the same for every caller of one name, as another process would. */
export type OpenKeyRing = (name?: string) => Promise<{ readonly keyRing: KeyRing; close(): Promise<void> }>;

/** What every key ring has to do. Call it once for each adapter. */
export function keyRingContract(name: string, open: OpenKeyRing): void {
  describe(`the key ring on ${name}`, () => {
    test('keeps the first key, and makes no other', async () => {
      const ring = await prepared(open);
      const key = newKey();

      expect(await ring.loadOrCreate(async () => key)).toEqual([key]);
      expect(await ring.loadOrCreate(unexpected)).toEqual([key]);
    });

    test('gives 20 callers in two processes the same key', async () => {
      const shared = randomUUID();
      const [first, second] = [await prepared(open, shared), await prepared(open, shared)];
      const candidates = Array.from({ length: 20 }, newKey);

      const rings = await Promise.all(
        candidates.map((key, index) => (index % 2 === 0 ? first : second).loadOrCreate(async () => key)),
      );

      const [[winner] = []] = rings;
      expect(candidates).toContainEqual(winner);
      expect(rings).toEqual(candidates.map(() => [winner]));
      expect(await second.loadOrCreate(unexpected)).toEqual([winner]);
    });

    test('stores nothing when the first key cannot be made', async () => {
      const ring = await prepared(open);
      const key = newKey();

      await expect(ring.loadOrCreate(unexpected)).rejects.toThrow('no key was to be made');

      expect(await ring.loadOrCreate(async () => key)).toEqual([key]);
    });

    test('can be prepared again', async () => {
      const shared = randomUUID();
      const ring = await prepared(open, shared);
      const key = newKey();
      await ring.loadOrCreate(async () => key);

      const other = await prepared(open, shared);

      expect(await other.loadOrCreate(unexpected)).toEqual([key]);
    });
  });
}

async function prepared(open: OpenKeyRing, name?: string): Promise<KeyRing> {
  const { keyRing } = await closedAfterTest(open(name));
  await keyRing.prepare();
  return keyRing;
}

function newKey(): SealedKey {
  return { id: randomUUID(), sealed: `sealed ${randomUUID()}`, createdAt: 1_760_000_000_123 };
}

async function unexpected(): Promise<SealedKey> {
  throw new Error('no key was to be made');
}
