import { Encoder } from '@msgpack/msgpack';

/** One for all: each has a buffer of its own, which takes longer to make than a value to encode. */
const encoder = new Encoder({ ignoreUndefined: true });

/** A value as MessagePack. */
export function pack(value: unknown): Buffer {
  // A copy, for the next value is encoded into the same bytes.
  return Buffer.from(encoder.encodeSharedRef(value));
}
