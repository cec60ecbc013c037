import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import type { CommandIds, CommandIdsOf, NewSeed } from '../../ports/command-ids.ts';
import { uuidOfBytes } from './uuid-bytes.ts';

const seedBytes = 32;
const uuidBytes = 16;

/** A new seed: 256 random bits in base64url. */
export const newSeed: NewSeed = () => randomBytes(seedBytes).toString('base64url');

/** Derives everything from the seed by HMAC-SHA-256, keyed with the seed, over the purpose. */
export const commandIdsOf: CommandIdsOf = (seed) => {
  const derive = (purpose: string) => createHmac('sha256', seed).update(`gatehouse/v1/${purpose}`).digest();
  return {
    commandId: toUuid(derive('command')),
    idFor: (purpose) => toUuid(derive(`id/${purpose}`)),
    refreshSecret: () => derive('refresh token').toString('base64url'),
  };
};

/** Random ids, for a command that nobody runs again: made in less time than those of a seed. */
export function newCommandIds(): CommandIds {
  const ids = new Map<string, string>();
  let secret: string | undefined;
  return {
    commandId: randomUUID(),
    idFor(purpose) {
      const id = ids.get(purpose) ?? randomUUID();
      ids.set(purpose, id);
      return id;
    },
    refreshSecret() {
      secret ??= newSeed();
      return secret;
    },
  };
}

/** The first 128 bits in the form of a UUID of version 4 (RFC 9562, section 5.4). */
function toUuid(digest: Buffer): string {
  const bytes = digest.subarray(0, uuidBytes);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x40, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return uuidOfBytes(bytes);
}
