import { createHash, timingSafeEqual } from 'node:crypto';

export interface ServiceClient {
  readonly name: string;
  readonly secret: string;
}

/** Whether the header Authorization names one of these services, and its secret (RFC 7617). */
export type IsServiceClient = (authorization: string | undefined) => boolean;

/** Tells services by their secrets, and takes the same time whichever is near. */
export function createIsServiceClient(clients: readonly ServiceClient[]): IsServiceClient {
  const known = clients.map(({ name, secret }) => digestOf(`${name}:${secret}`));
  return (authorization) => {
    const [, encoded] = /^Basic +([A-Za-z0-9+/]+={0,2})$/i.exec(authorization ?? '') ?? [];
    if (encoded === undefined) return false;
    const given = digestOf(Buffer.from(encoded, 'base64').toString());
    // Every one is compared, and digests are of one length.
    return known.map((digest) => timingSafeEqual(digest, given)).includes(true);
  };
}

function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
