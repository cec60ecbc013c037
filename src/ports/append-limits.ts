import { AppendRefused } from './errors.ts';
import type { AppendRequest, NewEvent } from './message-store.ts';

/** How much one append may hold: what is more is a mistake, and would hold up everybody else. */
export const appendLimits = {
  events: 256,
  /** Of the data as JSON in UTF-8, with what is sealed. */
  eventBytes: 65_536,
} as const;

/** @throws AppendRefused naming the user and the version */
export function assertAppendable({ userId, expectedVersion, events }: AppendRequest): void {
  const { events: most, eventBytes } = appendLimits;
  const place = `to user ${userId} behind version ${expectedVersion}`;
  if (events.length === 0) throw new AppendRefused(`An append ${place} has no events.`);
  if (events.length > most) {
    throw new AppendRefused(`An append ${place} has ${events.length} events; at most ${most} are taken.`);
  }
  for (const [index, event] of events.entries()) {
    const bytes = sizeOf(event);
    if (bytes <= eventBytes) continue;
    const version = expectedVersion + 1 + index;
    throw new AppendRefused(
      `Event ${version} (${event.type}) of user ${userId} has ${bytes} bytes; at most ${eventBytes} are taken.`,
    );
  }
}

function sizeOf({ data, sealed }: NewEvent): number {
  return Buffer.byteLength(JSON.stringify(data) ?? '') + (sealed?.length ?? 0);
}
