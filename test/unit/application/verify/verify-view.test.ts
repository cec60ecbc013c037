import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { isEqual, type VerifyProgress } from '../../../../src/application/verify/findings.ts';
import { eventDocument } from '../../../support/controls/event-document.ts';
import { newUserId } from '../../../support/controls/new-user-id.ts';
import { userDocument } from '../../../support/controls/user-document.ts';
import { loginSucceeded, userRegistered } from '../../../support/controls/user-events.ts';
import { openEmbeddedStores } from '../../../support/embedded-stores.ts';
import { createVerifiable, type Verifiable } from '../../../support/verifications.ts';
import { allOf, kindsOf, replaced, verified } from '../../../support/verified.ts';

let log: Verifiable;

beforeEach(async () => {
  const stores = await openEmbeddedStores();
  await Promise.all([stores.userView.prepare(), stores.eventView.prepare()]);
  log = createVerifiable(stores);
});

const none = { missing: 0, outdated: 0, changed: 0, ahead: 0, foreign: 0 };
const unremarked = { parked: 0, unreadable: 0, behind: 0, unsettled: 0 };

describe('a view that is compared with the log', () => {
  it('has no difference when it has applied the log', async () => {
    await log.registered([userRegistered(), loginSucceeded()]);
    await log.registered();
    await log.projected();

    const users = await verified(log, log.users);
    const events = await verified(log, log.events);

    const summary = { users: 2, differences: none, mended: 0, remarks: unremarked };
    expect(users).toEqual({
      summary: { ...summary, documents: 2 },
      differences: [],
      remarks: [],
      behind: 0,
    });
    expect(events.summary).toEqual({ ...summary, documents: 3 });
    expect(isEqual(events.summary)).toBe(true);
  });

  it('tells how far it is, up to the end', async () => {
    for (let users = 0; users < 3; users += 1) await log.registered();
    await log.projected();
    const told: VerifyProgress[] = [];

    await verified(log, log.events, { onProgress: (progress) => told.push(progress) });

    expect(told.at(-1)).toEqual({ step: 'view', share: 1, users: 3, documents: 3 });
  });

  it('says of each difference what it is', async () => {
    const ids = await Promise.all(
      Array.from({ length: 5 }, () => log.registered([userRegistered(), loginSucceeded()])),
    );
    await log.projected();
    const documents = await log.userView.get(ids);
    const [missing, outdated, changed, ahead] = documents.map((one) => one ?? userDocument());
    const foreign = userDocument({ id: newUserId(), version: 7 });
    if (!missing || !outdated || !changed || !ahead) throw new Error('They are there.');
    await log.userView.remove([missing.id]);
    await replaced(log.users, [
      { ...outdated, version: 1, loginCount: 0 },
      { ...changed, loginCount: 9, displayName: 'Eve' },
      { ...ahead, version: 12 },
      foreign,
    ]);

    const { differences, summary } = await verified(log, log.users);

    const difference = { version: 2, fields: [], outcome: 'found' };
    expect(new Map(differences.map((one) => [one.kind, one]))).toEqual(
      new Map(
        Object.entries({
          missing: { ...difference, kind: 'missing', id: missing.id, userId: missing.id, found: null },
          outdated: { ...difference, kind: 'outdated', id: outdated.id, userId: outdated.id, found: 1 },
          changed: {
            ...difference,
            kind: 'changed',
            id: changed.id,
            userId: changed.id,
            found: 2,
            fields: [
              { field: 'displayName', expected: 'Ada', found: 'Eve', isOpen: false },
              { field: 'loginCount', expected: 1, found: 9, isOpen: true },
            ],
          },
          ahead: { ...difference, kind: 'ahead', id: ahead.id, userId: ahead.id, found: 12 },
          foreign: {
            ...difference,
            kind: 'foreign',
            id: foreign.id,
            userId: foreign.id,
            version: null,
            found: 7,
          },
        }),
      ),
    );
    expect(summary.differences).toEqual({ missing: 1, outdated: 1, changed: 1, ahead: 1, foreign: 1 });
    expect(isEqual(summary)).toBe(false);
  });

  it('knows events that the log does not have from those that are changed', async () => {
    const userId = await log.registered([userRegistered(), loginSucceeded()]);
    await log.projected();
    const [first] = [...(await allOf(log.events)).values()].filter(({ version }) => version === 1);
    if (first === undefined) throw new Error('It is there.');
    const strangers = [
      eventDocument({ id: randomUUID(), userId, version: 1 }),
      eventDocument({ id: randomUUID(), userId, version: 3 }),
      eventDocument({ id: randomUUID(), userId: newUserId(), version: 1 }),
      eventDocument({ id: randomUUID(), userId: 'nobody', version: 1 }),
    ];
    const moved = { ...first, userId: newUserId(), data: { ...first.data, email: 'eve@example.com' } };
    await replaced(log.events, [...strangers, moved]);

    const found = await verified(log, log.events);

    expect(kindsOf(found)).toEqual({
      ...Object.fromEntries(strangers.map(({ id }) => [id, 'foreign'])),
      [first.id]: 'changed',
    });
    const [changed] = found.differences.filter(({ kind }) => kind === 'changed');
    expect(changed?.fields.map(({ field, isOpen }) => [field, isOpen])).toEqual([
      ['data.email', false],
      ['userId', true],
    ]);
  });

  it('is waited for while it is behind', async () => {
    const userId = await log.registered();
    await log.projected();
    await log.appended(userId);
    await log.registered();

    const users = verified(log, log.users);
    const events = verified(log, log.events);
    log.project();

    expect((await users).summary).toMatchObject({ differences: none, remarks: unremarked });
    expect((await events).summary).toMatchObject({ differences: none, remarks: unremarked });
  });

  it('is told to be behind when nobody applies the log, and what differs otherwise is found', async () => {
    const [changed, waiting] = [await log.registered(), await log.registered()];
    await log.projected();
    await log.appended(waiting);
    const [document] = await log.userView.get([changed]);
    if (!document) throw new Error('It is there.');
    await replaced(log.users, [{ ...document, status: 'DEACTIVATED' }]);

    const found = await verified(log, log.users, { patience: 500 });

    expect(kindsOf(found)).toEqual({ [changed]: 'changed' });
    expect(found.remarks).toEqual([
      { kind: 'behind', userId: waiting, text: 'The view has not applied the log yet.' },
    ]);
    expect(found.behind).toBe(1);
    expect(isEqual(found.summary)).toBe(false);
  });

  it('may be older for users who are parked, and only for them', async () => {
    const [parked, other] = [await log.registered(), await log.registered()];
    await log.projected();
    await log.appendedUnreadable(parked);
    await log.appended(other);
    await log.projected();

    const found = [await verified(log, log.users), await verified(log, log.events)];

    const text = `Event 2 (Unheard) of user ${parked} is of an unknown type.`;
    for (const { differences, remarks, summary } of found) {
      expect({ differences, remarks }).toEqual({
        differences: [],
        remarks: [{ kind: 'parked', userId: parked, text }],
      });
      expect(isEqual(summary)).toBe(true);
    }
  });

  it('cannot be compared where the log cannot be read, which is told', async () => {
    const userId = await log.registered();
    await log.appendedUnreadable(userId);
    // Nobody applies it, so nobody is parked.
    const { remarks, summary } = await verified(log, log.users, { patience: 0 });

    const text = `Event 2 (Unheard) of user ${userId} is of an unknown type.`;
    expect(remarks).toEqual([{ kind: 'unreadable', userId, text }]);
    expect(isEqual(summary)).toBe(false);
  });
});
