import { decodeMulti } from '@msgpack/msgpack';
import type { UserId } from '../../ports/message-store.ts';
import { fromUuid, isUuid, toUuid } from './compact-values.ts';
import { pack } from './pack.ts';

/** What an entry of a feed refers to. */
export interface Reference {
  readonly userId: UserId;
  readonly version: number;
  readonly count: number;
}

const idBytes = 16;

/** A reference in as few bytes as it takes: the user's id, then the version and, unless it is 1, the count. */
export function toFeedValue({ userId, version, count }: Reference): Buffer {
  if (!isUuid(userId)) throw new TypeError('The id of a user is no UUID.');
  const numbers = count === 1 ? [version] : [version, count];
  return Buffer.concat([fromUuid(userId), ...numbers.map(pack)]);
}

/** The parts of such a value: outside data. */
export function splitFeedValue(value: Uint8Array): Readonly<Record<keyof Reference, unknown>> {
  const [version, count = 1] = [...decodeMulti(value.subarray(idBytes))];
  return { userId: toUuid(value.subarray(0, idBytes)), version, count };
}
