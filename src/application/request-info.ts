import type { ClientInfo } from '../domain/user/user-events.ts';
import type { CommandIds } from '../ports/command-ids.ts';
import type { UserId } from '../ports/message-store.ts';

/** On whose behalf a request acts, and what connects its traces. */
export interface RequestInfo {
  /** The signed-in user; null for nobody, and for the system itself. */
  readonly actorId: UserId | null;
  /** The same for everything that one request causes. */
  readonly correlationId: string;
  /** Where in a distributed trace it stands, as `EventMetadata` has it; null outside of any trace. */
  readonly trace: string | null;
  readonly client: ClientInfo;
  /** What attempts from there are counted under: an IPv4 address, or the first 64 bits of an IPv6 address. */
  readonly source: string;
}

/**
 * Whether a command can be run more than once. Times are in milliseconds since 1970-01-01T00:00:00Z.
 * - `once`: nobody else has its ids.
 * - `first`: it began just now, and may be sent again at any time, also while this one runs.
 * - `again`: it was begun before, and may have been done, or be running elsewhere.
 */
export type Repetition =
  | { readonly kind: 'once' }
  | { readonly kind: 'first' | 'again'; readonly begunAt: number };

/** One command of a request. */
export interface CommandInfo extends RequestInfo {
  readonly ids: CommandIds;
  readonly repetition: Repetition;
}
