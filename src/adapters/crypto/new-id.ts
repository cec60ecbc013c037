import { randomUUID } from 'node:crypto';

/** A new random UUID (RFC 9562, version 4), in lower case. */
export function newId(): string {
  return randomUUID();
}
