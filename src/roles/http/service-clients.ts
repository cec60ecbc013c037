import { createHash, timingSafeEqual } from 'node:crypto';

/** A service that may ask about tokens. */
export interface ServiceClient {
  readonly name: string;
  readonly secret: string;
}

/**
 * Whether the header Authorization names one of these services, and its secret: as they are (RFC 7617), or encoded as in a
 * form, as OAuth has it (RFC 6749, section 2.3.1).
 */
export type IsServiceClient = (authorization: string | undefined) => boolean;

/** Tells services by their secrets, and takes the same time whichever is near. */
export function createIsServiceClient(clients: readonly ServiceClient[]): IsServiceClient {
  const known = clients.map(({ name, secret }) => digestOf(`${name}:${secret}`));
  return (authorization) => {
    const [, encoded] = /^Basic +([A-Za-z0-9+/]+={0,2})$/i.exec(authorization ?? '') ?? [];
    if (encoded === undefined) return false;
    const text = Buffer.from(encoded, 'base64').toString();
    const given = [digestOf(text), digestOf(decodeForm(text))];
    // Every one is compared, and digests are of one length.
    return known.flatMap((digest) => given.map((each) => timingSafeEqual(digest, each))).includes(true);
  };
}

function decodeForm(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    // It is not encoded.
    return text;
  }
}

function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
