import { UnreadableEvent } from '../../ports/errors.ts';
import { MailDeferred } from '../../ports/mailer.ts';
import type { MessageStore, StoredEvent, StreamPart, StreamSpan, UserId } from '../../ports/message-store.ts';
import { missingEvent } from '../decode-events.ts';
import type { Clock } from '../environment.ts';
import { eventsAtOnce } from '../folding/read-streams.ts';
import { attemptUsers } from '../projections/attempt-users.ts';
import { inParts } from '../projections/in-parts.ts';
import type { Projection } from '../projections/projection.ts';
import { partsOf, spansOf } from '../projections/spans-of.ts';
import type { LaterAttempts } from './later-attempts.ts';
import { mayCallForMail, type SendDueMails } from './send-due-mails.ts';

/**
 * Sends the mails that the log calls for. There is no queue but the feeds: what a mail says is made of the log when it is sent, and
 * an entry is acknowledged once its mails were handed over. Each is sent at least once, as long as it is of use by then. While the
 * mail server is away everything waits; of a mail that it does not take now only the user is set aside, and tried again later.
 * It is no view, and where feeds were trimmed before there was such a group it begins at what they still hold.
 */
export function createMailsProjection(deps: {
  readonly store: Pick<MessageStore, 'readSpans' | 'head' | 'read'>;
  readonly sendDueMails: SendDueMails;
  readonly later: LaterAttempts;
  readonly clock: Clock;
}): Projection {
  const { store, clock, later } = deps;

  async function send(userId: UserId, events: readonly StoredEvent[]): Promise<void> {
    try {
      await deps.sendDueMails(userId, events);
      later.succeeded(userId);
    } catch (error) {
      if (error instanceof MailDeferred) later.plan(userId);
      throw error;
    }
  }

  return {
    name: 'mails',
    skipsTrimmed: true,
    apply: (entries) =>
      inParts(partsOf(spansOf(entries), eventsAtOnce), async (spans) => {
        const parts = await store.readSpans(spans);
        const found = spans
          .map((span, index) => toFound(span, parts[index], clock()))
          .filter(({ events, error }) => events.length > 0 || error !== null);
        const byUser = Map.groupBy(found, ({ userId }) => userId);
        return attemptUsers(byUser.keys(), async (userId) => {
          for (const { events, error } of byUser.get(userId) ?? []) {
            await send(userId, events);
            if (error !== null) throw error;
          }
        });
      }),
    async reapply(userId) {
      const { version } = await store.head(userId);
      const events: StoredEvent[] = [];
      for await (const event of store.read(userId, 0)) {
        if (event.version > version) break;
        if (mayCallForMail(event, clock())) events.push(event);
      }
      await send(userId, events);
    },
  };
}

/** What matters of a span. Of all the rest nothing is decrypted, and nobody is loaded: an old log is passed quickly. */
interface Found {
  readonly userId: UserId;
  readonly events: readonly StoredEvent[];
  /** Why there are no more. */
  readonly error: UnreadableEvent | null;
}

function toFound(
  { userId, first, last }: StreamSpan,
  part: StreamPart | UnreadableEvent | undefined,
  now: number,
): Found {
  if (part instanceof UnreadableEvent) return { userId, events: [], error: part };
  const all = part?.events ?? [];
  const events = all.filter((event) => mayCallForMail(event, now));
  const isWhole = all.length === last - first + 1;
  return { userId, events, error: isWhole ? null : missingEvent(userId, first + all.length) };
}
