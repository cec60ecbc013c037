import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeFoldEvents } from '../../../../src/application/folding/fold-events.ts';
import type { UserEvent } from '../../../../src/domain/user/user-events.ts';
import { Unavailable } from '../../../../src/ports/errors.ts';
import type { MessageStore, UserId } from '../../../../src/ports/message-store.ts';
import { anyHistory, anyInstant, appendHistory } from '../../../support/controls/histories.ts';
import { newUserId } from '../../../support/controls/new-user-id.ts';
import { loginSucceeded, someTime, userRegistered } from '../../../support/controls/user-events.ts';
import { openEmbedded } from '../../../support/embedded.ts';
import { foldedAll, withoutEvent } from '../../../support/folds.ts';

let embedded: Awaited<ReturnType<typeof openEmbedded>>;
let store: MessageStore;

beforeEach(async () => {
  embedded = await openEmbedded();
  store = embedded.stores.messageStore;
});

afterEach(() => embedded.close());

function pagesOf(
  userIds: readonly UserId[],
  { asOf, ...changes }: Partial<MessageStore> & { asOf?: number } = {},
) {
  const { userKeys } = embedded.secrets;
  return makeFoldEvents({ store: { ...store, ...changes }, userKeys })(userIds, asOf);
}

function appended(history: readonly UserEvent[]): Promise<UserId> {
  return appendHistory(store, embedded.secrets.userKeys, history);
}

/** The places, types and times of what a fold makes, in order. */
async function told(...args: Parameters<typeof pagesOf>) {
  const { documents, failed } = await foldedAll(pagesOf(...args));
  return {
    events: documents.map(({ userId, version, type, at }) => ({ userId, version, type, at })),
    failed: failed.map(({ userId, error }) => [userId, error.message]),
  };
}

function eventsOf(userId: UserId, history: readonly UserEvent[]) {
  return history.map(({ type, at }, index) => ({ userId, version: index + 1, type, at }));
}

describe('the documents of events', () => {
  it('are as of an instant those of the events up to it, and of all events without one', async () => {
    const histories = fc.array(anyHistory, { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(histories, anyInstant, async (all, asOf) => {
        const userIds = await Promise.all(all.map(appended));
        const expected = (until: number) =>
          userIds.flatMap((userId, index) =>
            eventsOf(userId, all[index] ?? []).filter(({ at }) => at <= until),
          );
        expect(await told(userIds, { asOf })).toEqual({ events: expected(asOf), failed: [] });
        const last = Math.max(...all.flat().map(({ at }) => at));
        expect(await told(userIds)).toEqual({ events: expected(last), failed: [] });
        expect(await told(userIds, { asOf: last })).toEqual({ events: expected(last), failed: [] });
      }),
      { numRuns: 50 },
    );
  });

  it('come in pages of a thousand at the most, and are read no further than they have to', async () => {
    const long = [
      userRegistered(),
      ...Array.from({ length: 2_345 }, (_, number) => loginSucceeded(someTime + number)),
    ];
    const short = [userRegistered()];
    const userIds = [await appended(short), await appended(long), await appended(short)];
    const asked: number[] = [];
    const readSpans: MessageStore['readSpans'] = (spans) => {
      asked.push(spans.reduce((sum, { first, last }) => sum + last - first + 1, 0));
      return store.readSpans(spans);
    };
    const pages = await Array.fromAsync(pagesOf(userIds, { readSpans }));
    expect(asked).toEqual([1_000, 1_000, 348]);
    expect(pages.map(({ documents }) => documents.length)).toEqual(asked);
    const histories = userIds.map((userId, index) => eventsOf(userId, index === 1 ? long : short));
    expect(await told(userIds)).toEqual({ events: histories.flat(), failed: [] });

    asked.length = 0;
    await Array.fromAsync(pagesOf(userIds, { readSpans, asOf: someTime + 10 }));
    expect(asked).toEqual([1_000, 1]);
  });

  it('are none of somebody of whom nothing is recorded', async () => {
    expect(await told([newUserId()])).toEqual({ events: [], failed: [] });
  });
});

describe('a user whose events cannot be read', () => {
  it('is named, with what comes before, and the others are not held up', async () => {
    const history = [userRegistered(), loginSucceeded(someTime + 1), loginSucceeded(someTime + 2)];
    const [ada, bob] = [await appended(history), await appended(history)];
    const readSpans = withoutEvent(store, { userId: ada, version: 2 });
    expect(await told([ada, bob], { readSpans })).toEqual({
      events: [...eventsOf(ada, history.slice(0, 1)), ...eventsOf(bob, history)],
      failed: [[ada, `Event 2 of user ${ada} is missing.`]],
    });
  });

  it('is nobody while the log is away: that passes on', async () => {
    const away = new Unavailable('message store', new Error('down'));
    const ada = await appended([userRegistered()]);
    await expect(told([ada], { readSpans: () => Promise.reject(away) })).rejects.toBe(away);
  });
});
