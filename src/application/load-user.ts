import { z } from 'zod';
import type { EmailAddress } from '../domain/email-address.ts';
import { evolve, type RegisteredUser, type User, unknownUser, userStateSchema } from '../domain/user/user.ts';
import type { MessageStore, Snapshot, UserId } from '../ports/message-store.ts';
import { decodeUserEvent } from './user-event-codec.ts';

/** A user with the version of the last event that is in it; version 0 when nothing is recorded. */
export interface LoadedUser {
  readonly user: User;
  readonly version: number;
}

/**
 * Loads users from the log: one read when the snapshot is current, which it is after every append by this build.
 * @throws UnreadableEvent, Unavailable
 *
 * @example const { user, version } = await loadUser(userId);
 */
export type LoadUser = (userId: UserId) => Promise<LoadedUser>;

export function makeLoadUser(store: Pick<MessageStore, 'head' | 'read'>): LoadUser {
  return async (userId) => {
    const head = await store.head(userId);
    const start = fromSnapshot(head.snapshot);
    return start.version >= head.version ? start : fold(store, userId, start);
  };
}

/**
 * Folds the events of a stream up to an instant (inclusive, in milliseconds since 1970-01-01T00:00:00Z).
 * @throws UnreadableEvent, Unavailable
 */
export function makeLoadUserAsOf(store: Pick<MessageStore, 'read'>) {
  return (userId: UserId, instant: number): Promise<LoadedUser> =>
    fold(store, userId, { user: unknownUser, version: 0 }, instant);
}

async function fold(
  store: Pick<MessageStore, 'read'>,
  userId: UserId,
  start: LoadedUser,
  until = Number.POSITIVE_INFINITY,
): Promise<LoadedUser> {
  let { user, version } = start;
  for await (const stored of store.read(userId, start.version)) {
    // Times never decrease within a stream: nothing behind is of an earlier one.
    if (stored.at > until) break;
    user = evolve(user, decodeUserEvent(stored));
    version = stored.version;
  }
  return { user, version };
}

const registeredUser = z.object({
  kind: z.literal('registered'),
  status: z.enum(['ACTIVE', 'DEACTIVATED', 'ERASED']),
  email: z.string().transform((text) => text as EmailAddress),
  emailVerified: z.boolean(),
  displayName: z.string().nullable(),
  passwordHash: z.string(),
  roles: z.array(z.string()),
  registeredAt: z.number(),
  lastLoginAt: z.number().nullable(),
  loginCount: z.number(),
  lastEventAt: z.number(),
}) satisfies z.ZodType<RegisteredUser>;

/** A snapshot of another shape is as good as none: the stream is folded instead. */
function fromSnapshot(snapshot: Snapshot | null): LoadedUser {
  const parsed =
    snapshot?.schema === userStateSchema
      ? registeredUser.safeParse(snapshot.state)
      : { success: false as const };
  return snapshot !== null && parsed.success
    ? { user: parsed.data, version: snapshot.version }
    : { user: unknownUser, version: 0 };
}
