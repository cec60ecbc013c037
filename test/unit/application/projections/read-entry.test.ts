import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeReadEntry } from '../../../../src/application/projections/read-entry.ts';
import type { FeedEntry } from '../../../../src/ports/feeds.ts';
import type { MessageStore } from '../../../../src/ports/message-store.ts';
import { append } from '../../../support/appends.ts';
import { appendRequest } from '../../../support/controls/append-request.ts';
import { newEvent } from '../../../support/controls/new-event.ts';
import { sealedAppend } from '../../../support/controls/sealed-append.ts';
import { displayNameChanged, loginSucceeded, userRegistered } from '../../../support/controls/user-events.ts';
import { openEmbedded } from '../../../support/embedded.ts';

const history = [userRegistered(), loginSucceeded(), displayNameChanged()];

let embedded: Awaited<ReturnType<typeof openEmbedded>>;
let store: MessageStore;

beforeEach(async () => {
  embedded = await openEmbedded();
  store = embedded.stores.messageStore;
});

afterEach(() => embedded.close());

function reading(changes: Partial<MessageStore> = {}) {
  return makeReadEntry({ store: { ...store, ...changes }, userKeys: embedded.secrets.userKeys });
}

async function appendedSealed(): Promise<FeedEntry> {
  return append(store, sealedAppend(embedded.secrets.userKeys, history));
}

describe('the events of an entry', () => {
  it('are opened with the key of their user', async () => {
    const events = await reading()(await appendedSealed());
    expect(events.map(({ event }) => event)).toEqual(history);
  });

  it('are those of the entry, and none before or behind them', async () => {
    const entry = await appendedSealed();
    const [, middle] = await reading()(entry);
    expect(await reading()({ ...entry, version: 2, count: 1 })).toEqual([middle]);
  });

  it('are read without the key when nothing is personal', async () => {
    const data = { sessionId: 'a-session', reason: 'REVOKED' };
    const entry = await append(
      store,
      appendRequest({ events: [newEvent({ type: 'SessionRevoked', data })] }),
    );
    const keyOf = () => expect.unreachable('the key is read');
    expect(await reading({ keyOf })(entry)).toHaveLength(1);
  });

  it.each([1, 2, 3])(
    'are refused, naming the user and the version, when event %i is missing',
    async (missing) => {
      const entry = await appendedSealed();
      const readEntry = reading({
        async *read(userId, after) {
          for await (const event of store.read(userId, after)) if (event.version !== missing) yield event;
        },
      });
      await expect(readEntry(entry)).rejects.toMatchObject({
        name: 'UnreadableEvent',
        message: `Event ${missing} of user ${entry.userId} is missing.`,
      });
    },
  );
});
