import { Gauge, type Registry } from 'prom-client';
import type { Clock } from '../application/environment.ts';
import type { ObserveKeys } from '../application/keys/maintain-keys.ts';
import { type SealedKey, signingKeyAt } from '../ports/key-ring.ts';

/** What a gateway tells of the signing keys, as it read them last. */
export function createKeyMetrics(registry: Registry, clock: Clock): ObserveKeys {
  let keys: readonly SealedKey[] | undefined;
  const registers = [registry];
  new Gauge({
    name: 'gatehouse_signing_keys',
    help: 'Signing keys in the ring: the one that signs, the next one, and those whose tokens may be valid still.',
    registers,
    collect() {
      if (keys === undefined) this.remove();
      else this.set(keys.length);
    },
  });
  new Gauge({
    name: 'gatehouse_signing_key_age_seconds',
    help: 'How long ago the key was made that signs.',
    registers,
    collect() {
      const signing = signingKeyAt(keys ?? [], clock());
      if (signing === undefined) this.remove();
      else this.set((clock() - signing.createdAt) / 1_000);
    },
  });
  return (read) => {
    keys = read;
  };
}
