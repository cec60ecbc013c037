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
const passwordHash = z.string().describe('The hash of the password, as a PHC string.');
const client = {
  ipAddress: z.string().nullable().describe('The address that the request came from; null when unknown.'),
  userAgent: z.string().nullable().describe('What the client called itself; null for nothing.'),
};

/** Every type of events that the log can hold. */
export const userEventSchemas: EventTypes = {
  UserRegistered: {
    description: 'Somebody made an account. It is the first event of every user.',
    data: z.object({
      email: z
        .string()
        .transform((text) => text as EmailAddress)
        .describe('The e-mail address, in the form in which addresses are compared.'),
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
      reason: z.enum(['WRONG_PASSWORD', 'ACCOUNT_DEACTIVATED']).describe('Why it was refused.'),
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
        .enum(['LOGGED_OUT', 'REVOKED', 'REFRESH_TOKEN_REUSED'])
        .describe(
          'Why: its own client logged out, the user or an administrator revoked it, or one of its refresh tokens was used a second time.',
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
};

/** The types of events that the log can hold. */
export const userEventTypes = Object.keys(userEventSchemas) as readonly UserEventType[];

export function isUserEventType(type: string): type is UserEventType {
  return Object.hasOwn(userEventSchemas, type);
}

/** Data of the schema with this number, as the last of these schemas has it. */
export function upcast(schemas: readonly EventSchema[], schema: number, data: EventData): EventData {
  return schemas
    .slice(schema - 1)
    .reduce((upcasted, { toNext }) => (toNext === undefined ? upcasted : toNext(upcasted)), data);
}
