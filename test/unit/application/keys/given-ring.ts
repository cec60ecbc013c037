import { randomBytes } from 'node:crypto';
import { onTestFinished } from 'vitest';
import { createSecrets } from '../../../../src/adapters/crypto/secrets.ts';
import { createJoseAccessTokens } from '../../../../src/adapters/jose/jose-access-tokens.ts';
import { createNewSealedKey } from '../../../../src/adapters/jose/signing-keys.ts';
import { createRelationalKeyRing } from '../../../../src/adapters/relational/sessions/relational-key-ring.ts';
import { openSqlite } from '../../../../src/adapters/relational/sqlite/open-sqlite.ts';
import { fixedKeyTimes } from '../../../../src/application/keys/key-times.ts';
import { makeRotateKeys } from '../../../../src/application/keys/rotate-keys.ts';

export const start = 1_700_000_000_000;
export const day = 86_400_000;
export const times = { ...fixedKeyTimes, tokenLifetime: 600_000, rotationInterval: 30 * day };

/** A ring with one key, on SQLite in memory, and what works on it at a time that the test sets. */
export async function givenRing() {
  const database = openSqlite(':memory:');
  onTestFinished(() => database.close());
  const keyRing = createRelationalKeyRing(database);
  const secrets = createSecrets(randomBytes(32));
  const time = { now: start };
  const clock = () => time.now;
  const newSealedKey = createNewSealedKey(secrets);
  const issuer = 'https://id.example.com';
  const accessTokens = createJoseAccessTokens({
    keyRing,
    seal: secrets,
    issuer,
    audience: issuer,
    now: clock,
  });
  await accessTokens.prepare();
  const rotateKeys = makeRotateKeys({ keyRing, newSealedKey, clock, times });
  const idsIn = async () => (await keyRing.list()).map(({ id }) => id);
  return { keyRing, newSealedKey, accessTokens, rotateKeys, time, clock, idsIn };
}
