import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { RefreshToken } from '../../src/ports/refresh-tokens.ts';
import type { Session, SessionStore, Traded } from '../../src/ports/session-store.ts';
import { newRefreshToken, newSession, refreshTokens } from '../support/controls/new-session.ts';
import { type OpenSessionStore, prepared } from '../support/session-stores.ts';

const generations = 6;
const grace = 10;
const idle = 200;
/** By no clock of a server's has anything expired by then. */
const hour = 3_600_000;

type Step =
  | { readonly do: 'trade'; readonly generation: number }
  | { readonly do: 'wait'; readonly milliseconds: number }
  | { readonly do: 'create' | 'end' };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({ do: fc.constant('trade'), generation: fc.integer({ min: 1, max: generations }) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('wait'), milliseconds: fc.integer({ min: 1, max: 60 }) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('create', 'end') }) },
);

/** What a session store may be asked, in any order, and what has to come of it. */
export function modelled(open: OpenSessionStore): void {
  test('tokens are traded as the model says, and what was ended stays ended', async () => {
    const sessions = await prepared(open);
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        const run = await beginRun(sessions);
        for (const next of steps) await run.take(next);
      }),
      { numRuns: 40 },
    );
  });

  test('of all tokens that are traded at once in any order, one at the most is the present one', async () => {
    const sessions = await prepared(open);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(generations - 1), { minLength: 1, maxLength: 20 }), async (order) => {
        const { session, chain } = await created(sessions);
        const now = session.createdAt;
        const traded = await Promise.all(
          order.map((index) => sessions.trade(tradeOf(chain, index + 1, now))),
        );

        const present = await Promise.all(chain.map((token) => sessions.findByRefreshToken(token, now)));
        const live = present.flatMap((found, index) => (found === null ? [] : [index]));
        const rotated = traded.filter(({ kind }) => kind === 'rotated').length;
        // Each rotation leads from one token to the next.
        expect(live).toEqual([rotated]);
      }),
      { numRuns: 25 },
    );
  });
}

async function created(sessions: SessionStore): Promise<{ session: Session; chain: RefreshToken[] }> {
  const now = Date.now() + hour;
  const times = { createdAt: now, lastUsedAt: now, expiresAt: now + idle, endsAt: now + 2 * idle };
  const session = newSession(times);
  const first = newRefreshToken(session);
  const chain = [first];
  while (chain.length <= generations) chain.push(refreshTokens.successorOf(chain.at(-1) ?? first));
  await sessions.create(session, first);
  return { session, chain };
}

function tradeOf(chain: readonly RefreshToken[], generation: number, now: number) {
  const [presented, successor] = chain.slice(generation - 1, generation + 1);
  if (presented === undefined || successor === undefined)
    throw new RangeError('There is no such generation.');
  return { presented, successor, now, expiresAt: now + idle, grace };
}

/** The store and the model, side by side. */
async function beginRun(sessions: SessionStore) {
  const { session: initial, chain } = await created(sessions);
  let now = initial.createdAt;
  let generation = 1;
  let session: Session | null = initial;

  const expected = (presented: number): Traded => {
    if (session === null || session.expiresAt <= now || presented > generation) return { kind: 'unknown' };
    if (presented === generation) {
      generation += 1;
      session = { ...session, lastUsedAt: now, expiresAt: Math.min(now + idle, session.endsAt) };
      return { kind: 'rotated', session };
    }
    const isRepeated = presented + 1 === generation && now - session.lastUsedAt <= grace;
    return { kind: isRepeated ? 'repeated' : 'reused', session };
  };

  const check = async () => {
    const live = session !== null && session.expiresAt > now ? session : null;
    expect(await sessions.find(initial.id, now)).toEqual(live);
    expect(await sessions.list(initial.userId, now)).toEqual(live === null ? [] : [live]);
    expect(await sessions.areLive([initial.id], now)).toEqual([live !== null]);
    const present = await Promise.all(chain.map((token) => sessions.findByRefreshToken(token, now)));
    expect(present).toEqual(chain.map((token) => (token.generation === generation ? live : null)));
  };

  return {
    async take(step: Step): Promise<void> {
      if (step.do === 'wait') now += step.milliseconds;
      if (step.do === 'create') await sessions.create(initial, tradeOf(chain, 1, now).presented);
      if (step.do === 'end') {
        await sessions.end(initial.id, now + hour);
        session = null;
      }
      if (step.do === 'trade') {
        const trade = tradeOf(chain, step.generation, now);
        expect(await sessions.trade(trade)).toEqual(expected(step.generation));
      }
      await check();
    },
  };
}
