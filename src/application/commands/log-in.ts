import { DomainError } from '../../domain/domain-error.ts';
import type { RegisteredUser, User } from '../../domain/user/user.ts';
import type { LoginFailure, UserEvent } from '../../domain/user/user-events.ts';
import type { ClaimKeyOf } from '../../ports/claim-key.ts';
import type { MessageStore, UserId } from '../../ports/message-store.ts';
import type { PasswordHasher } from '../../ports/password-hasher.ts';
import type { Position } from '../../ports/position.ts';
import type { Session } from '../../ports/session-store.ts';
import type { UserDocument } from '../../ports/user-view.ts';
import type { Clock } from '../environment.ts';
import type { CommandOutcome, HandleCommand } from '../handle-command.ts';
import type { LoadedUser, LoadUser } from '../load-user.ts';
import { toUserDocument } from '../projections/to-user-document.ts';
import type { WithRefusalFloor } from '../refusal-floor.ts';
import type { RequestInfo } from '../request-info.ts';
import type { Sessions, Tokens } from '../sessions.ts';
import { type CredentialsInput, parseCredentials } from './parse-credentials.ts';

/** A login that stands in the log at this position, with the user as it is since. */
export interface LoggedIn {
  readonly user: UserDocument;
  readonly session: Session;
  readonly tokens: Tokens;
  readonly position: Position;
}

/**
 * Proves a password and begins a session. Reads only the write side, so that it works the moment after a
 * registration. Tokens are handed out only once the login stands in the log; an attempt on a known account
 * that fails stands there too. The time of a refusal does not tell whether there is an account.
 * @throws DomainError INVALID_INPUT, INVALID_CREDENTIALS, ACCOUNT_DEACTIVATED, TOO_MANY_REQUESTS; CONFLICT when
 * others kept changing the account
 * @throws Unavailable
 */
export type LogIn = (input: CredentialsInput, request: RequestInfo) => Promise<LoggedIn>;

interface Attempt {
  readonly userId: UserId;
  readonly known: LoadedUser;
  readonly user: RegisteredUser;
  readonly request: RequestInfo;
}

export function makeLogIn(deps: {
  readonly store: Pick<MessageStore, 'ownerOf'>;
  readonly loadUser: LoadUser;
  readonly handleCommand: HandleCommand;
  readonly hasher: PasswordHasher;
  readonly claimKeyOf: ClaimKeyOf;
  readonly sessions: Sessions;
  readonly withRefusalFloor: WithRefusalFloor;
  readonly clock: Clock;
}): LogIn {
  return async (input, request) => {
    const claimKey = deps.claimKeyOf(parseCredentials(input));
    return deps.withRefusalFloor(() => prove(claimKey, input.password, request));
  };

  async function prove(claimKey: string, password: string, request: RequestInfo): Promise<LoggedIn> {
    const userId = await deps.store.ownerOf(claimKey);
    const known = userId === null ? null : await deps.loadUser(userId);
    const hash = passwordHashOf(known?.user);
    // The dearest part is done for an unknown address too; the floor covers what is done for known ones alone.
    const matches = await deps.hasher.verify(hash, password);
    if (userId === null || known?.user.kind !== 'registered') {
      throw new DomainError({ code: 'INVALID_CREDENTIALS' });
    }
    const attempt = { userId, known, user: known.user, request };
    if (matches && known.user.status === 'ACTIVE') return begin(attempt);
    return refuse(await record(attempt, { provenHash: matches ? hash : null, sessionId: '' }));
  }

  /** All that can fail comes before the append: no token leaves without its login in the log. */
  async function begin(attempt: Attempt): Promise<LoggedIn> {
    const { userId, user, request } = attempt;
    const { session, tokens } = await deps.sessions.begin({
      userId,
      roles: user.roles,
      client: request.client,
    });
    try {
      const outcome = await record(attempt, { provenHash: user.passwordHash, sessionId: session.id });
      if (!succeeded(outcome.events)) return refuse(outcome);
      const document = toUserDocument(userId, outcome.user, outcome.version);
      return { user: document, session, tokens, position: outcome.position };
    } catch (error) {
      await deps.sessions.abandon(session.id);
      throw error;
    }
  }

  function record(
    { userId, known, request }: Attempt,
    proof: { readonly provenHash: string | null; readonly sessionId: string },
  ): Promise<CommandOutcome> {
    const command = { type: 'LogIn', now: deps.clock(), client: request.client, ...proof } as const;
    return deps.handleCommand({ userId, command, request, known });
  }
}

function passwordHashOf(user: User | undefined): string | null {
  return user?.kind === 'registered' ? user.passwordHash : null;
}

function succeeded(events: readonly UserEvent[]): boolean {
  return events.some((event) => event.type === 'LoginSucceeded');
}

const refusals = {
  WRONG_PASSWORD: 'INVALID_CREDENTIALS',
  ACCOUNT_DEACTIVATED: 'ACCOUNT_DEACTIVATED',
} as const satisfies Record<LoginFailure, string>;

function refuse({ events }: CommandOutcome): never {
  const failure = events.find((event) => event.type === 'LoginFailed')?.data.reason ?? 'WRONG_PASSWORD';
  throw new DomainError({ code: refusals[failure] });
}
