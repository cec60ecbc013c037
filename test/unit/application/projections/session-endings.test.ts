import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeEndSessions } from '../../../../src/application/end-sessions.ts';
import type { Projection } from '../../../../src/application/projections/projection.ts';
import { runProjection } from '../../../../src/application/projections/run-projection.ts';
import { createSessionEndings } from '../../../../src/application/projections/session-endings.ts';
import type { UserEvent } from '../../../../src/domain/user/user-events.ts';
import { FeedTrimmed } from '../../../../src/ports/errors.ts';
import type { FeedEntry, Feeds } from '../../../../src/ports/feeds.ts';
import type { UserId } from '../../../../src/ports/message-store.ts';
import type { Session } from '../../../../src/ports/session-store.ts';
import { newEvent } from '../../../support/controls/new-event.ts';
import { newRefreshToken, newSession } from '../../../support/controls/new-session.ts';
import { newUserId } from '../../../support/controls/new-user-id.ts';
import { sealedAppend } from '../../../support/controls/sealed-append.ts';
import {
  emailChanged,
  loginSucceeded,
  passwordChanged,
  passwordReset,
  roleRevoked,
  sessionRevoked,
  userActivated,
  userDeactivated,
  userErased,
  userRegistered,
} from '../../../support/controls/user-events.ts';
import { type Embedded, openEmbedded } from '../../../support/embedded.ts';
import { hurried } from '../../../support/hurried.ts';
import { waitFor } from '../../../support/wait-for.ts';

const minute = 60_000;

let embedded: Embedded;
let projection: Projection;
let userId: UserId;
let sessions: readonly [Session, Session];
let released: (readonly string[])[];

beforeEach(async () => {
  embedded = await openEmbedded();
  const { stores } = embedded;
  const endSessions = makeEndSessions({
    sessions: stores.sessions,
    store: stores.messageStore,
    liveSessions: { forget: () => undefined },
    clock: Date.now,
  });
  projection = createSessionEndings({
    store: stores.messageStore,
    endSessions,
    releaseClaim: async (...claim) => void released.push(claim),
  });
  released = [];
  userId = newUserId();
  sessions = [await begun(), await begun()];
});

afterEach(() => embedded.close());

async function begun(createdAt = Date.now() - minute): Promise<Session> {
  const session = newSession({ userId, createdAt });
  await embedded.stores.sessions.create(session, newRefreshToken(session));
  return session;
}

/** Appends the user with these events and applies them. */
async function applied(...events: readonly UserEvent[]): Promise<void> {
  await projection.apply([await appended(...events)]);
}

async function appended(...events: readonly UserEvent[]): Promise<FeedEntry> {
  const request = sealedAppend(embedded.secrets.userKeys, [userRegistered(), ...events], userId);
  const result = await embedded.stores.messageStore.append(request);
  if (result.kind !== 'appended') throw new Error(`It was not appended: ${result.kind}.`);
  return { ...result.position, userId, version: result.version, count: request.events.length };
}

async function live(): Promise<ReadonlySet<string>> {
  return new Set((await embedded.stores.sessions.list(userId, Date.now())).map(({ id }) => id));
}

const now = <Event extends UserEvent>(event: Event): Event => ({ ...event, at: Date.now() });

describe('the projection that ends sessions', () => {
  it('ends the session that was revoked, and no other', async () => {
    await applied(now(sessionRevoked(sessions[0].id)));
    expect(await live()).toEqual(new Set([sessions[1].id]));
  });

  it('ends all but the kept one when the password was changed', async () => {
    await applied(now(passwordChanged(undefined, sessions[1].id)));
    expect(await live()).toEqual(new Set([sessions[1].id]));
  });

  it.each([
    ['the account was closed', userDeactivated('a reason')],
    ['the password was reset', passwordReset()],
    ['a role was taken away', roleRevoked()],
    ['the user was erased', userErased()],
  ])('ends all when %s', async (_what, event) => {
    await applied(now(event));
    expect(await live()).toEqual(new Set());
  });

  it('ends nothing for other events', async () => {
    await applied(now(loginSucceeded(Date.now(), sessions[0].id)), now(userActivated()));
    expect(await live()).toEqual(new Set(sessions.map(({ id }) => id)));
  });

  it('frees the address of before a change, and the one of a change that was interrupted', async () => {
    await applied(
      emailChanged({ formerClaimKey: 'the former' }),
      { type: 'EmailChangeInterrupted', at: Date.now(), data: { claimKey: 'the other' } },
      now(userActivated()),
    );
    expect(released).toEqual([
      ['the former', userId],
      ['the other', userId],
    ]);
    expect(await live()).toEqual(new Set(sessions.map(({ id }) => id)));
  });

  it('ends nothing that began since, though applied late and again, whatever the clocks say', async () => {
    const since = await begun(Date.now() + minute);
    const bySlowClock = await begun();
    const entry = await appended(
      now(passwordChanged()),
      now(loginSucceeded(Date.now(), bySlowClock.id)),
      now(userDeactivated()),
      now(userActivated()),
      now(loginSucceeded(Date.now(), since.id)),
    );
    await projection.apply([{ ...entry, version: 2, count: 2 }]);
    expect(await live()).toEqual(new Set([since.id, bySlowClock.id]));
    await projection.apply([entry]);
    await projection.apply([entry]);
    expect(await live()).toEqual(new Set([since.id]));
  });

  it('keeps a session that was ended from being made again', async () => {
    const session = newSession({ userId });
    await applied(now(sessionRevoked(session.id)));
    await embedded.stores.sessions.create(session, newRefreshToken(session));
    expect(await live()).toEqual(new Set(sessions.map(({ id }) => id)));
  });

  it('names a user whose event does not tell which session, and ends those of others', async () => {
    const entry = await appended(now(sessionRevoked(sessions[0].id)));
    const other = newUserId();
    const request = sealedAppend(embedded.secrets.userKeys, [userRegistered()], other);
    const events = [...request.events, newEvent({ type: 'SessionRevoked', data: {} })];
    const result = await embedded.stores.messageStore.append({ ...request, events });
    if (result.kind !== 'appended') throw new Error('It was not appended.');
    const failed = await projection.apply([
      { ...result.position, userId: other, version: 2, count: 2 },
      entry,
    ]);
    expect(failed.map((user) => [user.userId, user.error.message])).toEqual([
      [other, `Event 2 (SessionRevoked) of user ${other} does not have the shape of its type.`],
    ]);
    expect(await live()).toEqual(new Set([sessions[1].id]));
  });

  it('applies a user again from the log', async () => {
    await appended(now(sessionRevoked(sessions[0].id)), now(sessionRevoked(sessions[1].id)));
    await projection.reapply(userId);
    expect(await live()).toEqual(new Set());
  });

  it('begins at what is there where the feeds were trimmed before', async () => {
    await appended(now(sessionRevoked(sessions[0].id)));
    const { feeds } = embedded.stores;
    const skipped: string[] = [];
    const trimmed: Feeds = {
      ...feeds,
      async next(...asked) {
        if (skipped.length === 0) throw new FeedTrimmed('Entries are gone.');
        return feeds.next(...asked);
      },
      async skipTrimmed(lease) {
        skipped.push(lease.group);
        return feeds.skipTrimmed(lease);
      },
    };
    const stopping = new AbortController();
    const { log } = embedded;
    const deps = { feeds: trimmed, owner: 'an owner', log, clock: Date.now, delay: hurried };
    const running = runProjection(deps, projection, stopping.signal);
    await waitFor(async () => expect(await live()).toEqual(new Set([sessions[1].id])));
    stopping.abort();
    await running;
    expect(new Set(skipped)).toEqual(new Set(['sessions']));
    expect(log.messages).toEqual([]);
  });
});
