import type { Secrets } from '../adapters/crypto/secrets.ts';
import { createJoseAccessTokens } from '../adapters/jose/jose-access-tokens.ts';
import { createNewSealedKey } from '../adapters/jose/signing-keys.ts';
import type { Delay } from '../application/environment.ts';
import { fixedKeyTimes, type KeyTimes } from '../application/keys/key-times.ts';
import { type MaintainKeys, makeMaintainKeys } from '../application/keys/maintain-keys.ts';
import { makeRotateKeys, type RotateKeys } from '../application/keys/rotate-keys.ts';
import type { Log } from '../application/log.ts';
import type { AccessTokens } from '../ports/access-tokens.ts';
import type { Config } from './config.ts';
import type { Stores } from './stores.ts';

/** What signs access tokens, and what its keys are looked after by. */
export interface ComposedKeys {
  readonly accessTokens: AccessTokens;
  readonly rotateKeys: RotateKeys;
  readonly maintainKeys: MaintainKeys;
}

export function composeKeys(
  config: Config,
  { keyRing }: Pick<Stores, 'keyRing'>,
  { secrets, log, delay }: { readonly secrets: Secrets; readonly log: Log; readonly delay: Delay },
): ComposedKeys {
  const { PUBLIC_URL, SIGNING_ALGORITHM: algorithm, ACCESS_TOKEN_LIFETIME: lifetimeSeconds } = config;
  const [clock, times] = [Date.now, keyTimesOf(config)];
  const accessTokens = createJoseAccessTokens({
    keyRing,
    seal: secrets,
    issuer: PUBLIC_URL,
    audience: PUBLIC_URL,
    lifetimeSeconds,
    algorithm,
    now: clock,
  });
  const newSealedKey = createNewSealedKey(secrets);
  const rotateKeys = makeRotateKeys({ keyRing, newSealedKey, clock, times });
  const deps = { keyRing, accessTokens, rotateKeys, algorithm, times, clock, delay, log };
  return { accessTokens, rotateKeys, maintainKeys: makeMaintainKeys(deps) };
}

/** How keys follow each other with these settings. */
export function keyTimesOf({ ACCESS_TOKEN_LIFETIME, KEY_ROTATION_INTERVAL }: Config): KeyTimes {
  return {
    ...fixedKeyTimes,
    tokenLifetime: ACCESS_TOKEN_LIFETIME * 1_000,
    rotationInterval: KEY_ROTATION_INTERVAL * 1_000,
  };
}
