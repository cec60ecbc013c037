import { SignJWT } from 'jose';
import { createSecrets } from '../../src/adapters/crypto/secrets.ts';
import { createKeySets } from '../../src/adapters/jose/key-sets.ts';
import { parseConfig } from '../../src/roles/config.ts';
import { masterKeyOf } from '../../src/roles/master-key.ts';
import type { Settings } from './product.ts';
import { openStoresOf } from './stores-of-stack.ts';

/** How a token differs from one that the gateway issues now. */
interface Differences {
  readonly audience?: string;
  readonly type?: string;
  /** In seconds, from now; negative for one that has expired. */
  readonly lifetime?: number;
}

/** Nobody's. */
const someId = '00000000-0000-4000-8000-000000000000';

/** Signs tokens by the key of a running product. */
export async function openIssuer(settings: Settings): Promise<(different: Differences) => Promise<string>> {
  const config = parseConfig(settings);
  const seal = createSecrets(await masterKeyOf(config));
  const { keyRing } = await openStoresOf(settings);
  const times = { now: Date.now, monotonicClock: () => performance.now() };
  const { keys } = await createKeySets({ keyRing, seal, algorithm: 'ES256', ...times }).current();
  const [key] = keys;
  if (key === undefined) throw new Error('The product has no key.');
  const iss = config.PUBLIC_URL;
  const claims = { iss, sub: someId, sid: someId, roles: [], client_id: 'gatehouse', jti: someId };
  return ({ audience: aud = iss, type: typ = 'at+jwt', lifetime = 600 }) => {
    const exp = Math.floor(Date.now() / 1_000) + lifetime;
    return new SignJWT({ ...claims, aud, exp, iat: exp - 600 })
      .setProtectedHeader({ alg: key.algorithm, typ, kid: key.id })
      .sign(key.privateKey);
  };
}
