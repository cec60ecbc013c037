import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeFoldUsers } from '../../../../src/application/folding/fold-users.ts';
import { makeLoadUser, makeLoadUserAsOf } from '../../../../src/application/load-user.ts';
import { toUserDocument } from '../../../../src/application/projections/to-user-document.ts';
import { sealSnapshot } from '../../../../src/application/user-snapshot.ts';
import { evolve, type User, unknownUser } from '../../../../src/domain/user/user.ts';
import type { UserEvent } from '../../../../src/domain/user/user-events.ts';
import type { MessageStore, UserId } from '../../../../src/ports/message-store.ts';
import { anyHistory, anyInstant, appendHistory } from '../../../support/controls/histories.ts';
import { newEvent } from '../../../support/controls/new-event.ts';
import { type Embedded, openEmbedded } from '../../../support/embedded.ts';
import { foldedAll } from '../../../support/folds.ts';

let embedded: Embedded;
let store: MessageStore;

beforeEach(async () => {
  embedded = await openEmbedded();
  store = embedded.stores.messageStore;
});

afterEach(() => embedded.close());

/** Whatever happened to somebody, who was erased at last. */
const anyLife = anyHistory.map((history) =>
  history.filter(({ type }, index) => index === 0 || (type !== 'UserErased' && type !== 'UserRegistered')),
);

async function erased(events: readonly UserEvent[]): Promise<UserId> {
  const userId = await appendHistory(store, embedded.secrets.userKeys, events);
  const at = events.at(-1)?.at ?? 0;
  const user = [...events, { type: 'UserErased', at, data: {} } as const].reduce<User>(evolve, unknownUser);
  const { cipher } = embedded.secrets.userKeys.create();
  await store.append({
    userId,
    expectedVersion: events.length,
    events: [newEvent({ type: 'UserErased', at, data: {}, schema: 1 })],
    snapshot: sealSnapshot(user, { userId, version: events.length + 1, cipher }),
    destroysKey: true,
  });
  return userId;
}

/** What is left of the user that events made. */
function restOf(events: readonly UserEvent[]): User {
  const user = events.reduce<User>(evolve, unknownUser);
  if (user.kind === 'unknown') return user;
  const { registeredAt, lastLoginAt, loginCount, lastEventAt } = user;
  return { kind: 'erased', registeredAt, lastLoginAt, loginCount, lastEventAt };
}

test('somebody erased is so in the log now and as of any instant, with the times and counts of then', async () => {
  const parts = { store, userKeys: embedded.secrets.userKeys };
  const [fold, load, loadAsOf] = [makeFoldUsers(parts), makeLoadUser(parts), makeLoadUserAsOf(parts)];
  await fc.assert(
    fc.asyncProperty(anyLife, anyInstant, async (events, asOf) => {
      const userId = await erased(events);
      const until = events.filter(({ at }) => at <= asOf);
      const isOver = asOf >= (events.at(-1)?.at ?? 0);
      const then = { user: restOf(until), version: isOver ? events.length + 1 : until.length };
      const now = { user: restOf(events), version: events.length + 1 };

      expect(await load(userId)).toEqual({ ...now, cipher: 'destroyed' });
      expect(await loadAsOf(userId, asOf)).toEqual(then);
      expect(await foldedAll(fold([userId]))).toEqual({
        documents: [toUserDocument(userId, now.user, now.version)],
        failed: [],
      });
      expect(await foldedAll(fold([userId], asOf))).toEqual({
        documents: then.version === 0 ? [] : [toUserDocument(userId, then.user, then.version)],
        failed: [],
      });
    }),
    { numRuns: 40 },
  );
});

test('somebody erased whose snapshot is lost is folded from the events', async () => {
  const [events = []] = fc.sample(anyLife, 1);
  const userId = await erased(events);
  const head: MessageStore['head'] = async (id) => ({ ...(await store.head(id)), snapshot: null });
  const load = makeLoadUser({ store: { ...store, head }, userKeys: embedded.secrets.userKeys });

  expect(await load(userId)).toEqual({
    user: restOf(events),
    version: events.length + 1,
    cipher: 'destroyed',
  });
});
