import { z } from 'zod';
import type { EmailAddress } from '../domain/email-address.ts';
import { type RegisteredUser, type User, userStateSchema } from '../domain/user/user.ts';
import type { Snapshot, UserId } from '../ports/message-store.ts';
import type { UserCipher } from '../ports/user-keys.ts';

/** Of whom a snapshot is, after which event, and what seals it. */
interface SnapshotPlace {
  readonly userId: UserId;
  readonly version: number;
  /** The user's own. */
  readonly cipher: UserCipher;
}

/**
 * The state of a user after the event of this version, as the message store takes it: sealed as a whole.
 *
 * @example const snapshot = sealSnapshot(user, { userId, version: 2, cipher });
 */
export function sealSnapshot(user: User, place: SnapshotPlace): Omit<Snapshot, 'version'> {
  const text = JSON.stringify(user.kind === 'unknown' ? [] : toState(user));
  return { schema: userStateSchema, sealed: place.cipher.seal(text, contextOf(place)) };
}

/**
 * The user of a snapshot; null for anything that is wrong with it, as the stream can be folded instead.
 */
export function openSnapshot(
  snapshot: Snapshot,
  place: Omit<SnapshotPlace, 'version'>,
): RegisteredUser | null {
  if (snapshot.schema !== userStateSchema) return null;
  const context = contextOf({ ...place, version: snapshot.version });
  try {
    return state.parse(JSON.parse(place.cipher.open(snapshot.sealed, context)));
  } catch {
    // Nothing is lost with it: every snapshot is made of the events, and the next append replaces it.
    return null;
  }
}

type State = z.input<typeof state>;

/** Without the names of the fields, which every user would pay for. */
function toState(user: RegisteredUser): State {
  return [
    user.status,
    user.email,
    user.emailVerified,
    user.displayName,
    user.passwordHash,
    user.passwordNumber,
    [...user.roles],
    user.registeredAt,
    user.lastLoginAt,
    user.loginCount,
    user.lastEventAt,
  ];
}

const state = z
  .tuple([
    z.enum(['ACTIVE', 'DEACTIVATED', 'ERASED']),
    z.string(),
    z.boolean(),
    z.string().nullable(),
    z.string(),
    z.number(),
    z.array(z.string()),
    z.number(),
    z.number().nullable(),
    z.number(),
    z.number(),
  ])
  .transform(
    ([
      status,
      email,
      emailVerified,
      displayName,
      passwordHash,
      passwordNumber,
      roles,
      registeredAt,
      lastLoginAt,
      loginCount,
      lastEventAt,
    ]): RegisteredUser => ({
      kind: 'registered',
      status,
      email: email as EmailAddress,
      emailVerified,
      displayName,
      passwordHash,
      passwordNumber,
      roles,
      registeredAt,
      lastLoginAt,
      loginCount,
      lastEventAt,
    }),
  );

function contextOf({ userId, version }: Pick<SnapshotPlace, 'userId' | 'version'>): string {
  return `snapshot/${userId}/${version}/${userStateSchema}`;
}
