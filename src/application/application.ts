import type { Authenticate } from './authenticate.ts';
import type { ActivateUser } from './commands/activate-user.ts';
import type { ChangeDisplayName } from './commands/change-display-name.ts';
import type { ChangePassword } from './commands/change-password.ts';
import type { ConfirmEmailChange } from './commands/confirm-email-change.ts';
import type { DeactivateUser } from './commands/deactivate-user.ts';
import type { EndSessionOf } from './commands/end-session-of.ts';
import type { EraseUser } from './commands/erase-user.ts';
import type { GrantRole } from './commands/grant-role.ts';
import type { LogIn } from './commands/log-in.ts';
import type { LogOut } from './commands/log-out.ts';
import type { RefreshSession } from './commands/refresh-session.ts';
import type { RegisterUser } from './commands/register-user.ts';
import type { RequestEmailChange } from './commands/request-email-change.ts';
import type { RequestEmailVerification } from './commands/request-email-verification.ts';
import type { RequestPasswordReset } from './commands/request-password-reset.ts';
import type { ResetPassword } from './commands/reset-password.ts';
import type { RevokeOtherSessions } from './commands/revoke-other-sessions.ts';
import type { RevokeRole } from './commands/revoke-role.ts';
import type { RevokeSession } from './commands/revoke-session.ts';
import type { SignUp } from './commands/sign-up.ts';
import type { VerifyEmail } from './commands/verify-email.ts';
import type { GuessLimits } from './guess-limits.ts';
import type { Idempotently } from './idempotency.ts';
import type { LoginFeed } from './login-feed.ts';
import type { FindEvent } from './queries/find-event.ts';
import type { UserQueries } from './queries/find-user.ts';
import type { ListEvents } from './queries/list-events.ts';
import type { SeeProjections } from './queries/list-projections.ts';
import type { ListUsers } from './queries/list-users.ts';
import type { LoginStatistics } from './queries/login-statistics.ts';
import type { SessionQueries } from './queries/session-queries.ts';
import type { TokenQueries } from './queries/token-queries.ts';

/** Every use case, ready to be called. */
export interface Application {
  /** What the use cases that change something are run by. */
  readonly idempotently: Idempotently;
  /** What the use cases that check a secret are guarded by. */
  readonly guessLimits: GuessLimits;
  readonly authenticate: Authenticate;
  readonly signUp: SignUp;
  /** For the system itself. */
  readonly registerUser: RegisterUser;
  readonly logIn: LogIn;
  readonly refreshSession: RefreshSession;
  readonly changeDisplayName: ChangeDisplayName;
  readonly logOut: LogOut;
  readonly revokeSession: RevokeSession;
  readonly revokeOtherSessions: RevokeOtherSessions;
  readonly endSessionOf: EndSessionOf;
  readonly changePassword: ChangePassword;
  readonly requestEmailVerification: RequestEmailVerification;
  readonly verifyEmail: VerifyEmail;
  readonly requestEmailChange: RequestEmailChange;
  readonly confirmEmailChange: ConfirmEmailChange;
  readonly requestPasswordReset: RequestPasswordReset;
  readonly resetPassword: ResetPassword;
  readonly deactivateUser: DeactivateUser;
  readonly activateUser: ActivateUser;
  readonly eraseUser: EraseUser;
  readonly grantRole: GrantRole;
  readonly revokeRole: RevokeRole;
  readonly users: UserQueries;
  readonly listUsers: ListUsers;
  readonly listEvents: ListEvents;
  readonly loginStatistics: LoginStatistics;
  readonly findEvent: FindEvent;
  readonly seeProjections: SeeProjections;
  readonly sessions: SessionQueries;
  readonly tokens: TokenQueries;
  readonly loginFeed: Pick<LoginFeed, 'subscribe' | 'partitions'>;
}
