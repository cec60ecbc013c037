import { isDeepStrictEqual } from 'node:util';
import { DomainError } from '../../domain/domain-error.ts';
import type { EmailAddress } from '../../domain/email-address.ts';
import type { RegisteredUser, User } from '../../domain/user/user.ts';
import type { LogIn as LogInCommand, RefuseLogin } from '../../domain/user/user-commands.ts';
import type { LoginFailure, UserEvent } from '../../domain/user/user-events.ts';
import type { PasswordHasher } from '../../ports/password-hasher.ts';
import type { Position } from '../../ports/position.ts';
import type { Session } from '../../ports/session-store.ts';
import type { UserDocument } from '../../ports/user-view.ts';
import type { Account, AccountOf } from '../account-of.ts';
import type { CommandHistory, CommandOutcome } from '../command-history.ts';
import type { Clock } from '../environment.ts';
import type { HandleCommand } from '../handle-command.ts';
import { toUserDocument } from '../projections/to-user-document.ts';
import type { WithRefusalFloor } from '../refusal-floor.ts';
import type { CommandInfo } from '../request-info.ts';
import type { SessionRequest, Sessions, SignedIn, Tokens } from '../sessions.ts';
import type { SupersedeSessions } from '../supersede-sessions.ts';
import { hindranceOf, refuseLogin, refuseOvertaken } from './login-refusals.ts';
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
 * that fails stands there too, unless others kept being faster. The time of a refusal does not tell whether there is an account.
 * @throws DomainError INVALID_INPUT, INVALID_CREDENTIALS, ACCOUNT_DEACTIVATED, TOO_MANY_REQUESTS; CONFLICT when
 * others kept changing the account
 * @throws Unavailable
 */
export type LogIn = (input: CredentialsInput, info: CommandInfo) => Promise<LoggedIn>;

interface Attempt extends Account {
  readonly info: CommandInfo;
}

type Decided = Omit<LogInCommand, 'now' | 'client'> | Omit<RefuseLogin, 'now' | 'client'>;

export function makeLogIn(deps: {
  readonly accountOf: AccountOf;
  readonly handleCommand: HandleCommand;
  readonly history: Pick<CommandHistory, 'find'>;
  readonly hasher: PasswordHasher;
  readonly sessions: Sessions;
  readonly supersedeSessions: SupersedeSessions;
  /** Whether only who proved the address gets in. */
  readonly needsVerifiedEmail: boolean;
  readonly withRefusalFloor: WithRefusalFloor;
  readonly clock: Clock;
}): LogIn {
  return async (input, info) => {
    const email = parseCredentials(input);
    return deps.withRefusalFloor(() => prove(email, input.password, info));
  };

  async function prove(email: EmailAddress, password: string, info: CommandInfo): Promise<LoggedIn> {
    const account = await deps.accountOf(email);
    // The dearest part is done for an unknown address too; the floor covers what is done for known ones alone.
    const matches = await deps.hasher.verify(account?.user.passwordHash ?? null, password);
    if (account === null) throw new DomainError({ code: 'INVALID_CREDENTIALS' });
    const attempt = { ...account, info };
    const hindrance = matches ? hindranceOf(account.user, deps) : 'WRONG_PASSWORD';
    return hindrance === null
      ? begin(attempt, await rehashed(deps.hasher, account.user, password))
      : fail(attempt, hindrance);
  }

  /** What the same command achieved before does not help who proves nothing now. */
  async function fail(attempt: Attempt, hindrance: LoginFailure): Promise<never> {
    const recorded = run(attempt, { type: 'RefuseLogin', reason: hindrance });
    await (hindrance === 'ACCOUNT_DEACTIVATED' ? recorded : recorded.catch(refuseOvertaken));
    return refuseLogin(hindrance);
  }

  /** All that can fail comes before the append: no token leaves without its login in the log. */
  async function begin(attempt: Attempt, rehashed: string | null): Promise<LoggedIn> {
    const { userId, user, info } = attempt;
    const holder = { userId, roles: user.roles, command: info };
    const earlier = info.repetition.kind === 'again' ? await deps.history.find(userId, info) : null;
    // A session that has ended since must not begin again, nor be recorded as begun.
    if (earlier !== null) return handOut(attempt, earlier, await deps.sessions.resume(holder));
    const begun = await deps.sessions.begin(holder);
    if (begun === null) throw new DomainError({ code: 'INVALID_CREDENTIALS' });
    const sessionId = info.ids.idFor('session');
    const { needsVerifiedEmail } = deps;
    const proof = { provenPassword: user.passwordNumber, rehashed, sessionId, needsVerifiedEmail };
    const outcome = await run(attempt, { type: 'LogIn', ...proof }).catch(async (error: unknown) => {
      // Whoever else runs the same command may hand its tokens out.
      if (info.repetition.kind === 'once') await deps.sessions.abandon(sessionId);
      throw error;
    });
    if (!succeeded(outcome.events)) {
      await deps.sessions.abandon(sessionId);
      return refuseLogin(failureOf(outcome));
    }
    if (begun.isSurplus) await deps.supersedeSessions(begun.signedIn.session, info);
    const signedIn = await withRolesOf(outcome.user, begun.signedIn, { ...holder, sessions: deps.sessions });
    return handOut(attempt, outcome, signedIn);
  }

  function run({ userId, known, info }: Attempt, what: Decided) {
    const command = { ...what, now: deps.clock(), client: info.client };
    return deps.handleCommand({ userId, command, info, known });
  }
}

/** Only with the password at hand can a hash of older parameters be replaced. */
async function rehashed(
  hasher: Pick<PasswordHasher, 'hash' | 'isOutdated'>,
  { passwordHash }: RegisteredUser,
  password: string,
): Promise<string | null> {
  if (!hasher.isOutdated(passwordHash)) return null;
  return hasher.hash(password).catch((error: unknown) => {
    // The next login can do it as well.
    if (error instanceof DomainError) return null;
    throw error;
  });
}

/** What was issued before the append says what the user might do then. */
async function withRolesOf(
  user: User,
  signedIn: SignedIn,
  { sessions, ...holder }: SessionRequest & { readonly sessions: Pick<Sessions, 'resume'> },
): Promise<SignedIn> {
  if (user.kind !== 'registered' || isDeepStrictEqual(user.roles, holder.roles)) return signedIn;
  const anew = await sessions.resume({ ...holder, roles: user.roles });
  // Whoever took a role took the session for one of before.
  if (anew === null) throw new DomainError({ code: 'CONFLICT' });
  return anew;
}

function handOut({ userId }: Attempt, outcome: CommandOutcome, signedIn: SignedIn | null): LoggedIn {
  if (!succeeded(outcome.events) || signedIn === null) return refuseLogin(failureOf(outcome));
  const { user, version, position } = outcome;
  return { user: toUserDocument(userId, user, version), ...signedIn, position };
}

function succeeded(events: readonly UserEvent[]): boolean {
  return events.some((event) => event.type === 'LoginSucceeded');
}

function failureOf({ events }: CommandOutcome): LoginFailure {
  return events.find((event) => event.type === 'LoginFailed')?.data.reason ?? 'WRONG_PASSWORD';
}
