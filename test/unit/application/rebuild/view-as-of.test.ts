import fc from 'fast-check';
import { expect, it } from 'vitest';
import { toUserDocument } from '../../../../src/application/projections/to-user-document.ts';
import { evolve, unknownUser } from '../../../../src/domain/user/user.ts';
import type { UserEvent } from '../../../../src/domain/user/user-events.ts';
import type { EventDocument } from '../../../../src/ports/event-view.ts';
import type { UserDocument } from '../../../../src/ports/user-view.ts';
import {
  displayNameChanged,
  loginFailed,
  loginSucceeded,
  userRegistered,
} from '../../../support/controls/user-events.ts';
import { openRebuildable, type Rebuildable, rebuilt } from '../../../support/rebuilds.ts';

const start = Date.UTC(2026, 0, 1);
const span = 12;

/** So few instants that many events share one. */
const instant = fc.integer({ min: 0, max: span }).map((step) => start + step);
const change = fc.constantFrom<(at: number) => UserEvent>(
  (at) => loginSucceeded(at),
  (at) => loginFailed(at),
  (at) => displayNameChanged(`Ada of ${at}`, at),
);

/** A history of one user: a registration and what follows, none earlier than the one before it. */
const history = fc
  .tuple(instant, fc.array(fc.tuple(instant, change), { maxLength: 8 }))
  .map(([registeredAt, changes]): readonly UserEvent[] => {
    const later = changes.filter(([at]) => at >= registeredAt).toSorted(([a], [b]) => a - b);
    return [{ ...userRegistered(), at: registeredAt }, ...later.map(([at, make]) => make(at))];
  });

it('a view as of an instant is what the events up to it make, each of them', async () => {
  const given = await openRebuildable();
  let run = 0;
  const property = fc.asyncProperty(
    fc.array(history, { minLength: 1, maxLength: 5 }),
    fc.array(instant, { minLength: 1, maxLength: 3 }),
    async (histories, instants) => {
      const all = new Map<string, readonly UserEvent[]>();
      for (const events of histories) all.set(await given.registered(events), events);
      for (const asOf of instants) {
        run += 1;
        await expectAsOf(given, { name: `run-${run}`, asOf, all });
      }
    },
  );

  await fc.assert(property, { numRuns: 25 });
}, 120_000);

interface Case {
  readonly name: string;
  readonly asOf: number;
  readonly all: ReadonlyMap<string, readonly UserEvent[]>;
}

async function expectAsOf(given: Rebuildable, { name, asOf, all }: Case): Promise<void> {
  const past = [...all].map(([userId, events]) => [userId, events.filter(({ at }) => at <= asOf)] as const);
  const begin = {
    users: () => given.userBuilds.beginNamed(name, asOf),
    events: () => given.eventBuilds.beginNamed(name, asOf),
  };
  await rebuilt(given, given.users, { asOf, begin: begin.users });
  await rebuilt(given, given.events, { asOf, begin: begin.events });

  const users = await given.userBuilds.openNamed(name);
  const found = await users?.get([...all.keys()]);
  expect(found).toEqual(past.map(([userId, events]) => documentOf(userId, events)));
  const events = await given.eventBuilds.openNamed(name);
  for (const [userId, expected] of past) {
    const page = await events?.search({ userId }, { direction: 'backward', count: 100, cursor: null });
    expect(page?.items.map(({ item }) => toPlain(item)).reverse()).toEqual(expected.map(toExpected));
  }
  expect(await given.userBuilds.dropNamed(name)).toBe(true);
  expect(await given.eventBuilds.dropNamed(name)).toBe(true);
}

function documentOf(userId: string, events: readonly UserEvent[]): UserDocument | null {
  return events.length === 0
    ? null
    : toUserDocument(userId, events.reduce(evolve, unknownUser), events.length);
}

function toPlain({ version, type, at }: EventDocument) {
  return { version, type, at };
}

function toExpected({ type, at }: UserEvent, index: number) {
  return { version: index + 1, type, at };
}
