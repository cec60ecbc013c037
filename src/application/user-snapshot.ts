import { z } from 'zod';
import type { EmailAddress } from '../domain/email-address.ts';
import { type ErasedUser, type RegisteredUser, type User, userStateSchema } from '../domain/user/user.ts';
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
 * The state of a user after the event of this version, as the message store takes it: sealed as a whole, but for one who is
 * erased, of whom it holds nothing personal.
 *
 * @example const snapshot = sealSnapshot(user, { userId, version: 2, cipher });
 */
export function sealSnapshot(user: User, place: SnapshotPlace): Omit<Snapshot, 'version'> {
  if (user.kind === 'erased')
    return { schema: userStateSchema, sealed: Buffer.from(JSON.stringify(toRest(user))) };
  const text = JSON.stringify(user.kind === 'unknown' ? [] : toState(user));
  return { schema: userStateSchema, sealed: place.cipher.seal(text, contextOf(place)) };
}

/**
 * The user of a snapshot; null for anything that is wrong with it, as the stream can be folded instead.
 */
export function openSnapshot(
  snapshot: Snapshot,
  { userId, cipher }: { readonly userId: UserId; readonly cipher: UserCipher | 'destroyed' },
): RegisteredUser | ErasedUser | null {
  const { schema, version, sealed } = snapshot;
  if (schema !== userStateSchema) return null;
  try {
    if (cipher === 'destroyed') return rest.parse(JSON.parse(Buffer.from(sealed).toString()));
    return state.parse(JSON.parse(cipher.open(sealed, contextOf({ userId, version }))));
  } catch {
    // Nothing is lost with it: every snapshot is made of the events, and the next append replaces it.
    return null;
  }
}

type State = z.input<typeof state>;

function toRest({ registeredAt, lastLoginAt, loginCount, lastEventAt }: ErasedUser): z.input<typeof rest> {
  return [registeredAt, lastLoginAt, loginCount, lastEventAt];
}

const rest = z.tuple([z.number(), z.number().nullable(), z.number(), z.number()]).transform(
  ([registeredAt, lastLoginAt, loginCount, lastEventAt]): ErasedUser => ({
    kind: 'erased',
    registeredAt,
    lastLoginAt,
    loginCount,
    lastEventAt,
  }),
);

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
    user.tokens,
  ];
}

const address = z.string().transform((text) => text as EmailAddress);
const pending = z.object({ tokenHash: z.string(), expiresAt: z.number() });
const tokens = z.object({
  emailVerification: pending.exactOptional(),
  emailChange: pending.extend({ newEmail: address }).exactOptional(),
  passwordReset: pending.exactOptional(),
});

const state = z
  .tuple([
    z.enum(['ACTIVE', 'DEACTIVATED']),
    address,
    z.boolean(),
    z.string().nullable(),
    z.string(),
    z.number(),
    z.array(z.string()),
    z.number(),
    z.number().nullable(),
    z.number(),
    z.number(),
    tokens,
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
      tokens,
    ]): RegisteredUser => ({
      kind: 'registered',
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
      tokens,
    }),
  );

function contextOf({ userId, version }: Pick<SnapshotPlace, 'userId' | 'version'>): string {
  return `snapshot/${userId}/${version}/${userStateSchema}`;
}
