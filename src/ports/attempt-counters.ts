/**
 * The name of the counter of what these parts tell, such as an account and a source: a keyed hash (HMAC, RFC 2104), so
 * that the store's keys tell no address.
 */
export type CounterKeyOf = (parts: readonly string[]) => string;

/** What a counter stands at. */
export interface Count {
  readonly attempts: number;
  /** Until it is forgotten, in milliseconds. */
  readonly remaining: number;
}

/**
 * Counters of attempts, shared by all gateways. Each counts for a fixed time from its first attempt on, and is
 * forgotten then.
 *
 * Failures: rejects with `Unavailable`; nobody is let through then.
 */
export interface AttemptCounters {
  prepare(): Promise<void>;
  /**
   * Counts one attempt in one step: of many parallel calls each is given another number, from 1.
   * @param key names the counter, and holds nothing personal
   * @param seconds how long it counts, from its first attempt on
   */
  count(key: string, seconds: number): Promise<Count>;
  /** Takes one attempt back. Does nothing when the counter is forgotten by now. */
  takeBack(key: string): Promise<void>;
  /** Forgets counters. */
  forget(keys: readonly string[]): Promise<void>;
  ping(): Promise<void>;
}
