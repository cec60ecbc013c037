/** Milliseconds since 1970-01-01T00:00:00Z. */
export type Clock = () => number;

/** A new random UUID (RFC 9562, version 4). */
export type NewId = () => string;

/** Waits, in milliseconds; ends early, without an error, when the signal aborts. */
export type Delay = (milliseconds: number, signal?: AbortSignal) => Promise<void>;

/** Milliseconds since any one instant, which never go back, whatever is done to the clock. */
export type MonotonicClock = () => number;
