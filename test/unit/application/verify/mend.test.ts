import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import type { VerifiedDocument, VerifiedView } from '../../../../src/application/verify/verified-view.ts';
import { eventDocument } from '../../../support/controls/event-document.ts';
import { newUserId } from '../../../support/controls/new-user-id.ts';
import { userDocument } from '../../../support/controls/user-document.ts';
import { loginFailed, loginSucceeded, userRegistered } from '../../../support/controls/user-events.ts';
import { openEmbeddedStores } from '../../../support/embedded-stores.ts';
import { createVerifiable, type Verifiable } from '../../../support/verifications.ts';
import { allOf, kindsOf, replaced, verified } from '../../../support/verified.ts';
import { watchVersions } from '../../../support/views-of-log.ts';

let log: Verifiable;

beforeEach(async () => {
  const stores = await openEmbeddedStores();
  await Promise.all([stores.userView.prepare(), stores.eventView.prepare()]);
  log = createVerifiable(stores);
});

const damages = ['deleted', 'changed', 'older', 'newer'] as const;
type Damage = (typeof damages)[number];

/** What is done to the documents in their order, and how many more there are. */
const anyDamage = fc.record({
  documents: fc.array(fc.option(fc.constantFrom(...damages), { freq: 2 }), { maxLength: 20 }),
  foreign: fc.nat(3),
});

interface Wish {
  readonly documents: readonly (Damage | null)[];
  readonly foreign: number;
}

interface Plan<Document extends VerifiedDocument> {
  readonly change: (document: Document) => Document;
  readonly stranger: () => Document;
}

/** Damages a view. Answers with the kinds that are to be found, by id. */
async function damaged<Document extends VerifiedDocument>(
  verifiedView: VerifiedView<Document>,
  wish: Wish,
  { change, stranger }: Plan<Document>,
): Promise<Readonly<Record<string, string>>> {
  const all = [...(await allOf(verifiedView)).values()];
  const expected: Record<string, string> = {};
  for (const [index, damage] of wish.documents.entries()) {
    const document = all[index];
    if (document === undefined || damage === null) continue;
    await verifiedView.view.remove([document.id]);
    if (damage !== 'deleted') await verifiedView.view.overwrite([harmed(document, damage, change)]);
    expected[document.id] = kindOf(damage, verifiedView.name);
  }
  const strangers = Array.from({ length: wish.foreign }, stranger);
  await replaced(verifiedView, strangers);
  for (const { id } of strangers) expected[id] = 'foreign';
  return expected;
}

function harmed<Document extends VerifiedDocument>(
  document: Document,
  damage: Exclude<Damage, 'deleted'>,
  change: (document: Document) => Document,
): Document {
  const versions = { changed: 0, older: -1, newer: 3 };
  return { ...change(document), version: document.version + versions[damage] };
}

function kindOf(damage: Damage, view: string): string {
  if (damage === 'deleted') return 'missing';
  if (damage === 'changed' || view === 'events') return 'changed';
  return damage === 'older' ? 'outdated' : 'ahead';
}

async function expectMended<Document extends VerifiedDocument>(view: VerifiedView<Document>): Promise<void> {
  const { summary, differences } = await verified(log, view, { isMending: true });
  expect(summary.mended).toBe(differences.length);
  expect((await verified(log, view)).differences).toEqual([]);
}

describe('a damaged view', () => {
  it('is seen through entirely, and mended to what the log makes of it', async () => {
    for (let users = 0; users < 8; users += 1) {
      await log.registered([userRegistered(), loginFailed(), ...(users % 2 ? [loginSucceeded()] : [])]);
    }
    await log.projected();
    const right = { users: await allOf(log.users), events: await allOf(log.events) };

    const see = async (wish: Wish) => {
      const kinds = {
        users: await damaged(log.users, wish, {
          change: (document) => ({ ...document, displayName: 'Eve', loginCount: 1_000 }),
          stranger: () => userDocument({ id: newUserId() }),
        }),
        events: await damaged(log.events, wish, {
          change: (document) => ({ ...document, type: 'LoginSucceeded', at: 1 }),
          stranger: () => eventDocument({ id: randomUUID() }),
        }),
      };
      const [ofUsers, ofEvents] = [await verified(log, log.users), await verified(log, log.events)];
      expect({ users: kindsOf(ofUsers), events: kindsOf(ofEvents) }).toEqual(kinds);

      await expectMended(log.users);
      await expectMended(log.events);
      expect({ users: await allOf(log.users), events: await allOf(log.events) }).toEqual(right);
    };
    await fc.assert(fc.asyncProperty(anyDamage, see), { numRuns: 40 });
  }, 120_000);

  it('is mended while users go on, and no document becomes older', async () => {
    const ids = await Promise.all(Array.from({ length: 20 }, () => log.registered()));
    await log.projected();
    const missing = ids.slice(0, 5);
    await log.userView.remove(missing);
    log.project();
    let isOver = false;
    const busy = (async () => {
      for (let turn = 0; !isOver; turn += 1) await log.appended(ids[turn % ids.length] ?? '');
    })();
    const watch = watchVersions(log, () => ids);

    const { summary } = await verified(log, log.users, { isMending: true });
    const again = await verified(log, log.users);
    isOver = true;
    await busy;

    expect(summary.mended).toBe(summary.differences.missing);
    expect(again.differences).toEqual([]);
    expect(await watch.stop()).toEqual([]);
    await log.caughtUp();
    expect((await verified(log, log.users)).summary.documents).toBe(20);
  }, 60_000);

  it('is left as it is where the log has no users, which may be the wrong log', async () => {
    const stranger = userDocument({ id: newUserId() });
    await replaced(log.users, [stranger]);

    const { differences, summary } = await verified(log, log.users, { isMending: true });

    expect(differences.map(({ kind, outcome }) => [kind, outcome])).toEqual([['foreign', 'left']]);
    expect(summary).toMatchObject({ users: 0, mended: 0 });
    expect(await allOf(log.users)).toEqual(new Map([[stranger.id, stranger]]));
  });

  it('keeps the older documents of users who are parked', async () => {
    const userId = await log.registered();
    await log.projected();
    const before = await allOf(log.users);
    await log.appendedUnreadable(userId);
    await log.projected();

    const { summary } = await verified(log, log.users, { isMending: true });

    expect(summary).toMatchObject({ mended: 0, remarks: { parked: 1 } });
    expect(await allOf(log.users)).toEqual(before);
  });
});

it('finds no difference while users register and log in all the time', async () => {
  const ids = await Promise.all(Array.from({ length: 3 }, () => log.registered()));
  await log.projected();
  log.project();
  let isOver = false;
  const busy = (async () => {
    for (let turn = 0; !isOver; turn += 1) {
      if (turn % 10 === 0) ids.push(await log.registered());
      await log.appended(ids[turn % ids.length] ?? '');
    }
  })();
  const found = [];
  for (let runs = 0; runs < 5; runs += 1) {
    found.push(await verified(log, log.users), await verified(log, log.events));
  }
  isOver = true;
  await busy;

  expect(found.flatMap(({ differences, remarks }) => [...differences, ...remarks])).toEqual([]);
}, 60_000);
