import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createSecrets } from '../../src/adapters/crypto/secrets.ts';
import { parseConfig } from '../../src/roles/config.ts';
import { masterKeyOf } from '../../src/roles/master-key.ts';
import { keyOf, keysCommand, listedKeys, passSeconds, signedInProduct } from '../support/key-commands.ts';
import { newMasterKey } from '../support/namespaces.ts';
import { runGatehouse } from '../support/run-gatehouse.ts';
import { openStoresBeside } from '../support/stores-beside.ts';
import { waitFor } from '../support/wait-for.ts';

const time = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z`;
/** The gateway reads the ring every 30 seconds. */
const untilRead = { timeout: 45_000, interval: 250 };
const timeout = 150_000;

test('gatehouse keys rotate replaces the key while every token goes on working', { timeout }, async () => {
  const { settings, token, refreshed, isAccepted, lookAgain, publishedKeys } = await signedInProduct({
    ACCESS_TOKEN_LIFETIME: '300',
  });
  const old = keyOf(token);
  expect(await keysCommand(['list'], settings)).toMatch(new RegExp(`^${old}  ES256  signs since ${time}\n$`));

  const told = await keysCommand(['rotate'], settings);
  const [, next = ''] = /^Key (\S+) \(ES256\) is published, and signs from /.exec(told) ?? [];
  expect(await keysCommand(['rotate'], settings)).toMatch(
    new RegExp(`^Key ${next} .* Nothing was changed\\.\n$`),
  );
  expect(await listedKeys(settings)).toMatchObject([
    { id: old, state: 'signing', acceptedUntil: null },
    { id: next, state: 'next', acceptedUntil: null },
  ]);
  await waitFor(async () => {
    await lookAgain();
    expect(await publishedKeys()).toEqual([old, next]);
  });
  const beforeTurn = await refreshed();
  expect(keyOf(beforeTurn)).toBe(old);

  passSeconds(600, settings);
  await waitFor(
    async () => {
      await lookAgain();
      expect(keyOf(await refreshed())).toBe(next);
    },
    { interval: 500 },
  );
  expect([await isAccepted(beforeTurn), await isAccepted(await refreshed())]).toEqual([true, true]);
  expect(await publishedKeys()).toEqual([old, next]);

  passSeconds(361, settings);
  await waitFor(async () => expect(await publishedKeys()).toEqual([next]), untilRead);
  expect(await listedKeys(settings)).toMatchObject([{ id: next, state: 'signing' }]);
  expect(await isAccepted(await refreshed())).toBe(true);
});

test('gatehouse keys rotate --now ends every token of a stolen key, and nobody logs in again', {
  timeout,
}, async () => {
  const { product, settings, token, refreshed, isAccepted, publishedKeys } = await signedInProduct();
  expect(await isAccepted(token)).toBe(true);

  const told = await keysCommand(['rotate', '--now'], settings);

  const [, next = ''] = /^Key (\S+) \(ES256\) signs at once\.\n/.exec(told) ?? [];
  expect(told).toContain(`\nKey ${keyOf(token)} is removed.\n`);
  await waitFor(async () => expect(await isAccepted(token)).toBe(false), untilRead);
  expect(await publishedKeys()).toEqual([next]);
  const fresh = await refreshed();
  expect(keyOf(fresh)).toBe(next);
  expect(await isAccepted(fresh)).toBe(true);
  expect(product.output()).not.toMatch(/WARN|ERROR/);
});

test('gatehouse keys refuses another master key, and changes nothing', { timeout }, async () => {
  const { settings } = await signedInProduct();
  const before = await listedKeys(settings);
  const stranger = { ...settings, MASTER_KEY: newMasterKey() };
  for (const args of [['list'], ['rotate'], ['rotate', '--now']]) {
    const { code, stdout, stderr } = await runGatehouse(['keys', ...args], stranger);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('another master key');
  }
  expect(await listedKeys(settings)).toEqual(before);
});

test('the files of a store hold no private key', { timeout }, async () => {
  const { settings } = await signedInProduct();
  const { DATA_DIR = '' } = settings;
  const { open } = createSecrets(await masterKeyOf(parseConfig(settings)));
  await using stores = await openStoresBeside(settings);
  const [key] = await stores.keyRing.list();
  const { x, d } = JSON.parse(open(key?.sealed ?? '')) as { readonly x: string; readonly d: string };
  const files = readdirSync(DATA_DIR).filter((name) => name.startsWith('gatehouse.db'));
  const dump = Buffer.concat(files.map((name) => readFileSync(join(DATA_DIR, name))));
  expect(dump.includes(key?.sealed ?? '')).toBe(true);
  for (const secret of [d, x]) {
    expect(dump.includes(secret)).toBe(false);
    expect(dump.includes(Buffer.from(secret, 'base64url'))).toBe(false);
  }
});
