import { z } from 'zod';
import type { EmailAddress } from '../domain/email-address.ts';
import type { UserEvent, UserEventType } from '../domain/user/user-events.ts';

/** The data of an event that is not checked yet, by the names of its fields. */
export type EventData = Readonly<Record<string, unknown>>;

/** How the data of one schema number is kept. */
export interface EventSchema {
  /** The fields that are personal, in the order in which they are sealed. All others can be read by anybody. */
  readonly sealed: readonly string[];
  /** The same data as the next schema has it. */
  readonly toNext?: (data: EventData) => EventData;
}

/** How the events of one type are kept. */
interface EventType<Data> {
  /** When it happens. */
  readonly description: string;
  /** The data as the last schema has it. */
  readonly data: z.ZodType<Data> & { readonly shape: Readonly<Record<keyof Data, z.ZodType>> };
  /** Schema 1 and its successors. What one of them says never changes: the log holds events of it. */
  readonly schemas: readonly [...EventSchema[], EventSchema];
}

type EventTypes = { readonly [Type in UserEventType]: EventType<Extract<UserEvent, { type: Type }>['data']> };

/** From before anything was sealed: the same fields, all in the clear. */
const inTheClear: EventSchema = { sealed: [], toNext: (data) => data };

const displayName = z.string().nullable().describe('The name to be shown; null for none.');
/** What is sealed is null when it is read after its user was erased. */
const passwordHash = z.string().nullable().describe('The hash of the password, as a PHC string.');
const address = (description: string) =>
  z
    .string()
    .transform((text) => text as EmailAddress)
    .nullable()
    .describe(description);
const token = {
  tokenId: z.string().describe('What names the token that is mailed.'),
  tokenHash: z.string().describe('SHA-256 of the token, in hexadecimal.'),
  expiresAt: z.number().describe('From when on it does nothing, in milliseconds since 1970.'),
};
const role = z.string().describe('The role, such as `admin`.');
const claimKey = (of: string) => z.string().describe(`The keyed hash by which ${of} is claimed.`);
const client = {
  ipAddress: z.string().nullable().describe('The address that the request came from; null when unknown.'),
  userAgent: z.string().nullable().describe('What the client called itself; null for nothing.'),
};

/** Every type of events that the log can hold. */
export const userEventSchemas: EventTypes = {
  UserRegistered: {
    description: 'Somebody made an account. It is the first event of every user.',
    data: z.object({
      email: address('The e-mail address, in the form in which addresses are compared.'),
      displayName,
      passwordHash,
      roles: z.array(z.string()).describe('What the user may do, such as `admin`.'),
    }),
    schemas: [inTheClear, { sealed: ['email', 'displayName', 'passwordHash'] }],
  },
  LoginSucceeded: {
    description: 'Somebody proved the password, and a session began.',
    data: z.object({ ...client, sessionId: z.string().describe('The session that began.') }),
    schemas: [inTheClear, { sealed: ['ipAddress', 'userAgent'] }],
  },
  LoginFailed: {
    description: 'Somebody tried to log in to the account, and was refused.',
    data: z.object({
      ...client,
      reason: z
        .enum(['WRONG_PASSWORD', 'ACCOUNT_DEACTIVATED', 'EMAIL_NOT_VERIFIED'])
        .describe('Why it was refused.'),
    }),
    schemas: [inTheClear, { sealed: ['ipAddress', 'userAgent'] }],
  },
  DisplayNameChanged: {
    description: 'The user chose another name to be shown, or none.',
    data: z.object({ displayName }),
    schemas: [{ sealed: ['displayName'] }],
  },
  PasswordRehashed: {
    description: 'A login made the hash of the same password anew, as the parameters of hashing had changed.',
    data: z.object({ passwordHash }),
    schemas: [{ sealed: ['passwordHash'] }],
  },
  PasswordChanged: {
    description: 'The user chose another password. Every session but the kept one is over.',
    data: z.object({
      passwordHash,
      keptSessionId: z
        .string()
        .nullable()
        .describe('The session in which it was changed, which goes on; null when there is none.'),
    }),
    schemas: [{ sealed: ['passwordHash'] }],
  },
  SessionRevoked: {
    description: 'A session was ended before its time.',
    data: z.object({
      sessionId: z.string().describe('The session that is over.'),
      reason: z
        .enum(['LOGGED_OUT', 'REVOKED', 'REFRESH_TOKEN_REUSED', 'SUPERSEDED'])
        .describe(
          'Why: its own client logged out, the user or an administrator revoked it, one of its refresh tokens was used a second time, or the user began more sessions than may be open at once.',
        ),
    }),
    schemas: [{ sealed: [] }],
  },
  UserDeactivated: {
    description: 'The account was closed to signing in. Every session is over.',
    data: z.object({
      reason: z.string().nullable().describe('Why, in the words of who did it; null for nothing.'),
    }),
    schemas: [{ sealed: ['reason'] }],
  },
  UserActivated: {
    description: 'A deactivated account was opened to signing in again.',
    data: z.object({}),
    schemas: [{ sealed: [] }],
  },
  EmailVerificationRequested: {
    description: 'The user was sent a token to prove the address with, as it is now.',
    data: z.object(token),
    schemas: [{ sealed: [] }],
  },
  EmailVerified: {
    description: 'The user proved that the address is theirs.',
    data: z.object({}),
    schemas: [{ sealed: [] }],
  },
  EmailChangeRequested: {
    description: 'The user wants another address, and a token was sent there.',
    data: z.object({ ...token, newEmail: address('The address that is to be.') }),
    schemas: [{ sealed: ['newEmail'] }],
  },
  EmailChanged: {
    description: 'The user has another address, and proved that it is theirs.',
    data: z.object({
      email: address('The address from now on.'),
      formerEmail: address('The address until now, which is free from now on.'),
      claimKey: claimKey('the address'),
      formerClaimKey: claimKey('the former address'),
    }),
    schemas: [{ sealed: ['email', 'formerEmail'] }],
  },
  EmailChangeInterrupted: {
    description:
      'A change of address that was begun and not finished was set aside, so that the address can be given to others.',
    data: z.object({ claimKey: claimKey('the address') }),
    schemas: [{ sealed: [] }],
  },
  PasswordResetRequested: {
    description: 'Somebody asked to choose another password without the present one, and a token was sent.',
    data: z.object({ ...token, ...client }),
    schemas: [{ sealed: ['ipAddress', 'userAgent'] }],
  },
  PasswordReset: {
    description: 'Another password was chosen with such a token. Every session is over.',
    data: z.object({ passwordHash }),
    schemas: [{ sealed: ['passwordHash'] }],
  },
  RegistrationRepeated: {
    description: 'Somebody tried to register with the address of this account, and was not told of it.',
    data: z.object(client),
    schemas: [{ sealed: ['ipAddress', 'userAgent'] }],
  },
  RoleGranted: {
    description: 'The user was given a role.',
    data: z.object({ role }),
    schemas: [{ sealed: [] }],
  },
  RoleRevoked: {
    description: 'A role was taken from the user. Every session is over.',
    data: z.object({ role }),
    schemas: [{ sealed: [] }],
  },
  UserErased: {
    description: 'What was personal about the user is unreadable for ever. It is the last event of the user.',
    data: z.object({}),
    schemas: [{ sealed: [] }],
  },
};

/** The types of events that the log can hold. */
export const userEventTypes = Object.keys(userEventSchemas) as readonly UserEventType[];

export function isUserEventType(type: string): type is UserEventType {
  return Object.hasOwn(userEventSchemas, type);
}

/** The fields of a type that are personal, as its last schema has them. */
export function personalFields(type: UserEventType): readonly string[] {
  return userEventSchemas[type].schemas.at(-1)?.sealed ?? [];
}

/** Data of the schema with this number, as the last of these schemas has it. */
export function upcast(schemas: readonly EventSchema[], schema: number, data: EventData): EventData {
  return schemas
    .slice(schema - 1)
    .reduce((upcasted, { toNext }) => (toNext === undefined ? upcasted : toNext(upcasted)), data);
}
