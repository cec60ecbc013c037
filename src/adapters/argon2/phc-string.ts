import { randomBytes } from 'node:crypto';
import { type Argon2Parameters, isBearable } from './argon2-parameters.ts';

const shape =
  /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{22,86})$/;

/**
 * Reads the parameters of a hash. Refuses what is no argon2id hash in the PHC string format, or would cost more
 * than a machine bears: the libraries differ in what they do then, and one took 4 TiB of memory at its word.
 * @throws Error that does not contain the text
 */
export function parsePhcString(text: string): Argon2Parameters {
  const [, memory, passes, lanes, salt = '', hash = ''] = shape.exec(text) ?? [];
  const parameters = { memory: Number(memory), passes: Number(passes), lanes: Number(lanes) };
  if (!isBearable(parameters) || !isBase64(salt) || !isBase64(hash)) {
    throw new Error('The stored password hash is no argon2id hash that can be verified here.');
  }
  return parameters;
}

/** A hash that no password has, which costs the same to verify as a real one of these parameters. */
export function decoyPhcString({ memory, passes, lanes }: Argon2Parameters): string {
  const [salt, hash] = [toBase64(randomBytes(16)), toBase64(randomBytes(32))];
  return `$argon2id$v=19$m=${memory},t=${passes},p=${lanes}$${salt}$${hash}`;
}

function isBase64(text: string): boolean {
  return toBase64(Buffer.from(text, 'base64')) === text;
}

function toBase64(bytes: Buffer): string {
  return bytes.toString('base64').replaceAll('=', '');
}
