import { describe, expect, test } from 'vitest';
import { makeRotateKeys } from '../../../../src/application/keys/rotate-keys.ts';
import type { KeyRing } from '../../../../src/ports/key-ring.ts';
import { givenRing, start, times } from './given-ring.ts';

describe('publishNext', () => {
  test('adds a key that signs when everybody knows it', async () => {
    const { rotateKeys, keyRing } = await givenRing();
    const [first] = await keyRing.list();
    const { kind, key } = await rotateKeys.publishNext('EdDSA');
    expect(kind).toBe('added');
    expect(key).toMatchObject({ algorithm: 'EdDSA', createdAt: start, activeFrom: start + 600_000 });
    expect(await keyRing.list()).toEqual([first, key]);
  });

  test('adds none while the last one is waiting', async () => {
    const { rotateKeys, keyRing, time } = await givenRing();
    const { key } = await rotateKeys.publishNext('ES256');
    time.now += 599_999;
    expect(await rotateKeys.publishNext('EdDSA')).toEqual({ kind: 'pending', key });
    expect(await keyRing.list()).toHaveLength(2);
    time.now += 1;
    expect(await rotateKeys.publishNext('EdDSA')).toMatchObject({ kind: 'added' });
  });

  test('adds one key when many ask at once, and tells all of it', async () => {
    const { rotateKeys, keyRing } = await givenRing();
    const rotations = await Promise.all(Array.from({ length: 10 }, () => rotateKeys.publishNext('ES256')));
    const keys = await keyRing.list();
    expect(keys).toHaveLength(2);
    expect(rotations.map(({ key }) => key)).toEqual(rotations.map(() => keys[1]));
    expect(rotations.filter(({ kind }) => kind === 'added')).toHaveLength(1);
  });
});

describe('replaceAll', () => {
  test('lets a new key sign at once, and removes all others, one that was waiting too', async () => {
    const { rotateKeys, keyRing } = await givenRing();
    const [first] = await keyRing.list();
    const { key: waiting } = await rotateKeys.publishNext('ES256');
    const { key, removed } = await rotateKeys.replaceAll('ES256');
    expect(key).toMatchObject({ createdAt: start, activeFrom: start });
    expect(removed).toEqual([first, waiting]);
    expect(await keyRing.list()).toEqual([key]);
  });

  test('comes behind a key that somebody adds meanwhile, and removes that too', async () => {
    const { rotateKeys, keyRing, newSealedKey, clock, idsIn } = await givenRing();
    const overtaken: KeyRing = {
      ...keyRing,
      async list() {
        const keys = await keyRing.list();
        await rotateKeys.publishNext('ES256');
        return keys;
      },
    };
    const slow = makeRotateKeys({ keyRing: overtaken, newSealedKey, clock, times });
    const { key, removed } = await slow.replaceAll('ES256');
    expect(removed).toHaveLength(2);
    expect(await idsIn()).toEqual([key.id]);
  });

  test('ends with one key when it is asked for twice at once', async () => {
    const { rotateKeys, idsIn } = await givenRing();
    const [one, other] = await Promise.all([rotateKeys.replaceAll('ES256'), rotateKeys.replaceAll('ES256')]);
    const ids = await idsIn();
    expect(ids).toHaveLength(1);
    expect([one.key.id, other.key.id]).toContain(ids[0]);
  });
});
