import { createCipheriv, randomBytes } from 'node:crypto';
import { createSecrets } from '../../src/adapters/crypto/secrets.ts';
import { encodeUserEvent } from '../../src/application/user-event-codec.ts';
import { sealSnapshot } from '../../src/application/user-snapshot.ts';
import { evolve, unknownUser } from '../../src/domain/user/user.ts';
import type { UserCipher } from '../../src/ports/user-keys.ts';
import { newMetadata } from '../../test/support/controls/new-event.ts';
import { loginSucceeded, userRegistered } from '../../test/support/controls/user-events.ts';

/** As the shortest code would do it. */
function createPlainCipher(): UserCipher {
  const key = randomBytes(32);
  return {
    seal(plaintext, context) {
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(context));
      const encrypted = [cipher.update(plaintext, 'utf8'), cipher.final()];
      return Buffer.concat([nonce, ...encrypted, cipher.getAuthTag()]);
    },
    open: () => '',
  };
}

const variants: Readonly<Record<string, () => UserCipher>> = {
  prepared: () => createSecrets(randomBytes(32)).userKeys.create().cipher,
  anew: createPlainCipher,
};
const create = variants[process.argv[2] ?? ''];
if (create === undefined) throw new Error(`Name one of ${Object.keys(variants).join(', ')}.`);

const milliseconds = 1_000;
const user = { userId: '0b7c7c1e-5a3e-4c52-9a43-1f0f6f1f6a01', version: 2, cipher: create() };
const place = { ...user, eventId: '5d0c8a52-6f0b-4a7e-8f57-0c54ab0a3b01', metadata: newMetadata() };
const login = loginSucceeded();
const state = evolve(evolve(unknownUser, userRegistered()), login);

/** How many logins were sealed until then. */
function sealUntil(end: number): number {
  let logins = 0;
  for (; performance.now() < end; logins += 1) {
    encodeUserEvent(login, place);
    sealSnapshot(state, user);
  }
  return logins;
}

sealUntil(performance.now() + 300);
const started = performance.now();
const sealed = sealUntil(started + milliseconds);
console.log((sealed * 1_000) / (performance.now() - started));
