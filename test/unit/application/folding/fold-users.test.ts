import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeFoldUsers } from '../../../../src/application/folding/fold-users.ts';
import { toUserDocument } from '../../../../src/application/projections/to-user-document.ts';
import { sealSnapshot } from '../../../../src/application/user-snapshot.ts';
import { evolve, type User, unknownUser } from '../../../../src/domain/user/user.ts';
import type { UserEvent } from '../../../../src/domain/user/user-events.ts';
import { Unavailable } from '../../../../src/ports/errors.ts';
import type { MessageStore, UserId } from '../../../../src/ports/message-store.ts';
import type { UserDocument } from '../../../../src/ports/user-view.ts';
import { someBytes } from '../../../support/controls/append-request.ts';
import { anyHistory, anyInstant, appendHistory } from '../../../support/controls/histories.ts';
import { newUserId } from '../../../support/controls/new-user-id.ts';
import {
  displayNameChanged,
  loginSucceeded,
  someTime,
  userRegistered,
} from '../../../support/controls/user-events.ts';
import { openEmbedded } from '../../../support/embedded.ts';
import { foldedAll, withoutEvent } from '../../../support/folds.ts';

const histories = fc.array(anyHistory, { minLength: 1, maxLength: 4 });

let embedded: Awaited<ReturnType<typeof openEmbedded>>;
let store: MessageStore;

beforeEach(async () => {
  embedded = await openEmbedded();
  store = embedded.stores.messageStore;
});

afterEach(() => embedded.close());

function fold(
  userIds: readonly UserId[],
  { asOf, ...changes }: Partial<MessageStore> & { asOf?: number } = {},
) {
  const { userKeys } = embedded.secrets;
  return foldedAll(makeFoldUsers({ store: { ...store, ...changes }, userKeys })(userIds, asOf));
}

function appended(history: readonly UserEvent[]): Promise<UserId> {
  return appendHistory(store, embedded.secrets.userKeys, history);
}

/** The document that some events make; none for no events. */
function documentOf(userId: UserId, events: readonly UserEvent[]): readonly UserDocument[] {
  const user = events.reduce<User>(evolve, unknownUser);
  return events.length === 0 ? [] : [toUserDocument(userId, user, events.length)];
}

/** Every head with the snapshot that a version of the history has. */
function withSnapshotAt(version: number, history: readonly UserEvent[]): Pick<MessageStore, 'heads'> {
  return {
    async heads(userIds) {
      const heads = await store.heads(userIds);
      return heads.map((head, index) => {
        const cipher = embedded.secrets.userKeys.open(head.userKey ?? someBytes());
        const user = history.slice(0, version).reduce<User>(evolve, unknownUser);
        const place = { userId: userIds[index] ?? '', version, cipher };
        return { ...head, snapshot: { ...sealSnapshot(user, place), version } };
      });
    },
  };
}

describe('the documents of users', () => {
  it('are what all of their events make', async () => {
    await fc.assert(
      fc.asyncProperty(histories, async (all) => {
        const userIds = await Promise.all(all.map(appended));
        const documents = userIds.flatMap((userId, index) => documentOf(userId, all[index] ?? []));
        expect(await fold(userIds)).toEqual({ documents, failed: [] });
        const last = Math.max(...all.flat().map(({ at }) => at));
        expect(await fold(userIds, { asOf: last })).toEqual({ documents, failed: [] });
      }),
      { numRuns: 30 },
    );
  });

  it('are as of an instant what the events up to it make', async () => {
    await fc.assert(
      fc.asyncProperty(histories, anyInstant, async (all, asOf) => {
        const userIds = await Promise.all(all.map(appended));
        const documents = userIds.flatMap((userId, index) =>
          documentOf(
            userId,
            (all[index] ?? []).filter(({ at }) => at <= asOf),
          ),
        );
        expect(await fold(userIds, { asOf })).toEqual({ documents, failed: [] });
      }),
      { numRuns: 50 },
    );
  });

  it('are the same from a snapshot of any event, now and as of any instant', async () => {
    await fc.assert(
      fc.asyncProperty(anyHistory, fc.nat(), anyInstant, async (history, cut, asOf) => {
        const userId = await appended(history);
        const heads = withSnapshotAt(1 + (cut % history.length), history);
        const then = history.filter(({ at }) => at <= asOf);
        expect(await fold([userId], heads)).toEqual({ documents: documentOf(userId, history), failed: [] });
        expect(await fold([userId], { ...heads, asOf })).toEqual({
          documents: documentOf(userId, then),
          failed: [],
        });
      }),
      { numRuns: 50 },
    );
  });

  it('are made of streams of any length without their snapshots', async () => {
    const logins = Array.from({ length: 2_345 }, (_, number) => loginSucceeded(someTime + number));
    const [long, short] = [[userRegistered(), ...logins], [userRegistered()]];
    const userIds = [await appended(short), await appended(long), await appended(short)];
    const heads: MessageStore['heads'] = async (ids) =>
      (await store.heads(ids)).map((head) => ({ ...head, snapshot: null }));
    const all = userIds.flatMap((userId, index) => documentOf(userId, index === 1 ? long : short));
    expect(await fold(userIds, { heads })).toEqual({ documents: all, failed: [] });
    const asOf = someTime + 1_499;
    const then = userIds.flatMap((userId, index) =>
      documentOf(userId, index === 1 ? long.slice(0, 1_501) : short),
    );
    expect(await fold(userIds, { heads, asOf })).toEqual({ documents: then, failed: [] });
  });

  it('need no more than one head when the snapshots are of the last events', async () => {
    const userId = await appended([userRegistered(), displayNameChanged()]);
    const readSpans = (spans: readonly unknown[]) => {
      expect(spans).toEqual([]);
      return Promise.resolve([]);
    };
    expect((await fold([userId, userId], { readSpans })).documents).toHaveLength(1);
  });

  it('are none of somebody of whom nothing is recorded', async () => {
    expect(await fold([newUserId()])).toEqual({ documents: [], failed: [] });
  });
});

describe('a user who cannot be folded', () => {
  const history = [
    userRegistered(),
    loginSucceeded(someTime + 1),
    displayNameChanged('Ada King', someTime + 2),
  ];

  it('is named, and the others are folded', async () => {
    const [ada, bob] = [await appended(history), await appended(history)];
    const changes = {
      heads: withSnapshotAt(1, history).heads,
      readSpans: withoutEvent(store, { userId: ada, version: 3 }),
    };
    const { documents, failed } = await fold([ada, bob], changes);
    expect(documents).toEqual(documentOf(bob, history));
    expect(failed.map(({ userId, error }) => [userId, error.message])).toEqual([
      [ada, `Event 3 of user ${ada} is missing.`],
    ]);
  });

  it('is folded as of any instant before what cannot be read', async () => {
    const ada = await appended(history);
    const changes = { readSpans: withoutEvent(store, { userId: ada, version: 3 }), asOf: someTime + 1 };
    expect((await fold([ada], changes)).failed).toHaveLength(1);
    const unknown: MessageStore['readSpans'] = async (spans) =>
      (await store.readSpans(spans)).map((part) =>
        part instanceof Error
          ? part
          : {
              ...part,
              events: part.events.map((event) => (event.version < 3 ? event : { ...event, type: 'Unknown' })),
            },
      );
    expect(await fold([ada], { readSpans: unknown, asOf: someTime + 1 })).toEqual({
      documents: documentOf(ada, history.slice(0, 2)),
      failed: [],
    });
  });

  it('is nobody while the log is away: that passes on', async () => {
    const away = new Unavailable('message store', new Error('down'));
    const ada = await appended(history);
    await expect(fold([ada], { heads: () => Promise.reject(away) })).rejects.toBe(away);
    const readSpans = () => Promise.reject(away);
    await expect(fold([ada], { readSpans, asOf: someTime })).rejects.toBe(away);
  });
});
