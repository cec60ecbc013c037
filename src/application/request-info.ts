import type { ClientInfo } from '../domain/user/user-events.ts';
import type { UserId } from '../ports/message-store.ts';

/** On whose behalf a command runs, and what connects its traces. */
export interface RequestInfo {
  /** The signed-in user; null for nobody, and for the system itself. */
  readonly actorId: UserId | null;
  /** The same for everything that one request causes. */
  readonly correlationId: string;
  readonly client: ClientInfo;
}
