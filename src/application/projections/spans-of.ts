import type { FeedEntry } from '../../ports/feeds.ts';
import type { StreamSpan, UserId } from '../../ports/message-store.ts';

/**
 * What entries refer to, user by user, in as few spans as there can be.
 *
 * @example spansOf([{ userId, version: 1, count: 1, … }, { userId, version: 3, count: 2, … }]) // [[{ userId, first: 1, last: 3 }]]
 */
export function spansOf(entries: readonly FeedEntry[]): readonly (readonly StreamSpan[])[] {
  const byUser = new Map<UserId, StreamSpan[]>();
  for (const { userId, version, count } of entries) {
    const spans = byUser.get(userId) ?? [];
    byUser.set(userId, spans);
    const first = version - count + 1;
    const before = spans.at(-1);
    if (before?.last === first - 1) spans[spans.length - 1] = { ...before, last: version };
    else spans.push({ userId, first, last: version });
  }
  return [...byUser.values()];
}

/** The spans of some users together, up to so many events if a single user has no more. */
export function* partsOf(
  spans: readonly (readonly StreamSpan[])[],
  events: number,
): Generator<readonly StreamSpan[], void> {
  let part: StreamSpan[] = [];
  let room = events;
  for (const own of spans) {
    const size = own.reduce((sum, { first, last }) => sum + last - first + 1, 0);
    if (size > room && part.length > 0) {
      yield part;
      part = [];
      room = events;
    }
    part.push(...own);
    room -= size;
  }
  if (part.length > 0) yield part;
}
