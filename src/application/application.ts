import type { LogIn } from './commands/log-in.ts';
import type { RefreshSession } from './commands/refresh-session.ts';
import type { RegisterUser } from './commands/register-user.ts';
import type { LoginFeed } from './login-feed.ts';
import type { FindEvent } from './queries/find-event.ts';
import type { UserQueries } from './queries/find-user.ts';
import type { ListEvents } from './queries/list-events.ts';
import type { ListUsers } from './queries/list-users.ts';
import type { SessionQueries } from './queries/session-queries.ts';

/** Every use case, ready to be called. */
export interface Application {
  readonly registerUser: RegisterUser;
  readonly logIn: LogIn;
  readonly refreshSession: RefreshSession;
  readonly users: UserQueries;
  readonly listUsers: ListUsers;
  readonly listEvents: ListEvents;
  readonly findEvent: FindEvent;
  readonly sessions: SessionQueries;
  readonly loginFeed: Pick<LoginFeed, 'subscribe' | 'partitions'>;
}
