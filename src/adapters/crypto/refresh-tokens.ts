import { createHash, createHmac, type KeyObject, timingSafeEqual } from 'node:crypto';
import type { RefreshToken, RefreshTokens } from '../../ports/refresh-tokens.ts';
import { bytesOfUuid, uuidOfBytes } from './uuid-bytes.ts';

const idBytes = 16;
const generationBytes = 4;
const secretBytes = 32;
const tagBytes = 16;
const markedBytes = idBytes + generationBytes + secretBytes;

interface Parts {
  readonly sessionId: string;
  readonly generation: number;
  readonly secret: Buffer;
}

/** A token is its parts and a tag over them, in base64url. One key makes the tags, another the successors. */
export function createRefreshTokens(keys: {
  readonly tagging: KeyObject;
  readonly succeeding: KeyObject;
}): RefreshTokens {
  return {
    first: (sessionId, secret) =>
      encode({ sessionId, generation: 1, secret: Buffer.from(secret, 'base64url') }),
    successorOf: ({ token, sessionId, generation }) => {
      const secret = createHmac('sha256', keys.succeeding).update(token).digest();
      return encode({ sessionId, generation: generation + 1, secret });
    },
    parse(text) {
      const bytes = Buffer.from(text, 'base64url');
      // The same bytes in another spelling are another text, which was never issued.
      if (bytes.length !== markedBytes + tagBytes || bytes.toString('base64url') !== text) return null;
      const marked = bytes.subarray(0, markedBytes);
      if (!timingSafeEqual(tagOf(marked), bytes.subarray(markedBytes))) return null;
      return {
        token: text,
        sessionId: uuidOfBytes(marked.subarray(0, idBytes)),
        generation: marked.readUInt32BE(idBytes),
        hash: hashOf(text),
      };
    },
  };

  function encode({ sessionId, generation, secret }: Parts): RefreshToken {
    const count = Buffer.alloc(generationBytes);
    count.writeUInt32BE(generation);
    const marked = Buffer.concat([bytesOfUuid(sessionId), count, secret]);
    const token = Buffer.concat([marked, tagOf(marked)]).toString('base64url');
    return { token, sessionId, generation, hash: hashOf(token) };
  }

  function tagOf(marked: Buffer): Buffer {
    return createHmac('sha256', keys.tagging).update(marked).digest().subarray(0, tagBytes);
  }
}

/** SHA-256: a token is too random to be guessed, and needs no slow hash. */
function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
