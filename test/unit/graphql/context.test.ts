import { contextCacheSymbol } from '@pothos/core';
import { type ExecutionArgs, type ExecutionResult, execute, parse, subscribe } from 'graphql';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { runProjection } from '../../../src/application/projections/run-projection.ts';
import { createContext, type GraphQLContext, including } from '../../../src/graphql/context.ts';
import { schema } from '../../../src/graphql/schema.ts';
import { compose, delay, type Runtime } from '../../../src/roles/compose.ts';
import { parseConfig } from '../../../src/roles/config.ts';
import {
  newCommand,
  someCredentials,
  someRegistration,
  someRequest,
} from '../../support/controls/requests.ts';
import { openEmbedded } from '../../support/embedded.ts';

let embedded: Awaited<ReturnType<typeof openEmbedded>>;
let runtime: Runtime;
let stopping: AbortController;
let running: Promise<unknown>;
/** The views whose progress somebody asked for. No view makes any before that. */
let asked: Set<string>;

beforeEach(async () => {
  embedded = await openEmbedded();
  asked = new Set();
  const { stores, secrets, log } = embedded;
  const feeds = {
    ...stores.feeds,
    applied(group: string) {
      asked.add(group);
      return stores.feeds.applied(group);
    },
  };
  runtime = compose(parseConfig({}), { ...stores, feeds }, { secrets, log });
  await runtime.accessTokens.prepare();
  stopping = new AbortController();
  const projections = runtime.projections.map((projection) =>
    runProjection(
      { feeds: stores.feeds, owner: 'an owner', log, clock: Date.now, delay },
      {
        ...projection,
        async apply(entries) {
          await vi.waitUntil(() => asked.has(projection.name) || stopping.signal.aborted, 10_000);
          return projection.apply(entries);
        },
      },
      stopping.signal,
    ),
  );
  running = Promise.all([...projections, runtime.loginFeed.run(stopping.signal)]);
});

afterEach(async () => {
  stopping.abort();
  await running;
  await embedded.close();
});

function contextFor(
  userId: string | null,
  roles: readonly string[] = [],
  sessionId = 'a-session',
): GraphQLContext {
  const nothing = () => Promise.resolve(null);
  const done = () => Promise.resolve();
  return createContext({
    app: runtime.app,
    viewer: userId === null ? null : { userId, sessionId, roles },
    request: someRequest,
    idempotencyKey: null,
    cookies: {
      accessToken: nothing,
      refreshToken: nothing,
      deviceToken: nothing,
      set: done,
      setDevice: done,
      clear: done,
    },
  });
}

function argsOf(source: string, contextValue: GraphQLContext, atLeast?: unknown): ExecutionArgs {
  return { schema, document: parse(source), contextValue, variableValues: { atLeast } };
}

/** The answer as a caller would read it. */
async function ask(source: string, context: GraphQLContext, atLeast?: unknown): Promise<unknown> {
  return JSON.parse(JSON.stringify(await execute(argsOf(source, context, atLeast))));
}

/** Registers and logs in; the user's id, and the position of the login as a caller is given it. */
async function somebody() {
  const { user } = await runtime.app.registerUser(someRegistration, newCommand());
  const { position, session } = await runtime.app.logIn(someCredentials, newCommand());
  const atLeast = schema.getType('Position');
  if (atLeast === undefined || !('serialize' in atLeast)) throw new Error('There is no Position.');
  return { id: user.id, sessionId: session.id, position, atLeast: atLeast.serialize(position) };
}

describe('what a request knows to have happened', () => {
  it('is in the events below users', async () => {
    const { id, atLeast } = await somebody();
    const source = `query ($atLeast: Position) {
      users(atLeast: $atLeast) { edges { node { loginCount events { totalCount } } } }
    }`;
    expect(await ask(source, contextFor(id, ['admin']), atLeast)).toEqual({
      data: { users: { edges: [{ node: { loginCount: 1, events: { totalCount: 2 } } }] } },
    });
  });

  it('is in the users below logins', async () => {
    const { id, atLeast } = await somebody();
    const source = `query ($atLeast: Position) {
      logins(atLeast: $atLeast) { edges { node { user { loginCount } } } }
    }`;
    expect(await ask(source, contextFor(id), atLeast)).toEqual({
      data: { logins: { edges: [{ node: { user: { loginCount: 1 } } }] } },
    });
  });

  it('is in the logins below the user of a login, this one among them', async () => {
    await somebody();
    const { email, password } = someCredentials;
    const source = `mutation {
      login(input: { email: "${email}", password: "${password}" }) {
        ... on LoginSuccess { user { logins { totalCount edges { node { user { loginCount } } } } } }
      }
    }`;
    const edge = { node: { user: { loginCount: 2 } } };
    expect(await ask(source, contextFor(null))).toEqual({
      data: { login: { user: { logins: { totalCount: 2, edges: [edge, edge] } } } },
    });
  });

  it('is in what is read by a global id, also when another field reads the same without waiting', async () => {
    const { id, atLeast } = await somebody();
    const globalId = Buffer.from(`User:${id}`).toString('base64');
    const source = `query ($atLeast: Position) {
      early: node(id: "${globalId}") { id }
      late: node(id: "${globalId}", atLeast: $atLeast) { ... on User { loginCount } }
      many: nodes(ids: ["${globalId}"], atLeast: $atLeast) { ... on User { loginCount } }
    }`;
    const late = { loginCount: 1 };
    expect(await ask(source, contextFor(id), atLeast)).toMatchObject({ data: { late, many: [late] } });
  });

  it('is waited for by nobody who names no position', async () => {
    const { id } = await somebody();
    const source = '{ users { totalCount } logins { totalCount } events { totalCount } }';
    const nothing = { totalCount: 0 };
    expect(await ask(source, contextFor(id, ['admin']))).toEqual({
      data: { users: nothing, logins: nothing, events: nothing },
    });
    expect(asked).toEqual(new Set());
  });

  it('is the newest position of each partition, whichever was named last', () => {
    const context = contextFor(null);
    const [older, newer, elsewhere] = [
      { partition: 1, offset: '9-0' },
      { partition: 1, offset: '10-0' },
      { partition: 2, offset: '1-0' },
    ];
    expect(including(context, null)).toEqual({ positions: [] });
    expect(including(context, newer)).toEqual({ positions: [newer] });
    expect(including(context, older)).toEqual({ positions: [newer] });
    expect(including(context, elsewhere)).toEqual({ positions: [newer, elsewhere] });
    expect(including(context)).toEqual({ positions: [newer, elsewhere] });
  });
});

describe('a subscription', () => {
  it('tells with each login what the user is then, and keeps nothing of the one before', async () => {
    const { id, sessionId } = await somebody();
    const context = contextFor(id, [], sessionId);
    const results = await subscribe(
      argsOf('subscription { loginEvents { login { user { loginCount } } } }', context),
    );
    if (!(Symbol.asyncIterator in results)) throw new Error(JSON.stringify(results));
    const seen: unknown[] = [];
    const caches = new Set<object>();
    for (let logins = 0; logins < 3; logins += 1) {
      await runtime.app.logIn(someCredentials, newCommand());
      seen.push((await nextOf(results)).data?.['loginEvents']);
      caches.add(context[contextCacheSymbol]);
    }
    await results.return();
    expect(seen).toEqual([2, 3, 4].map((loginCount) => ({ login: { user: { loginCount } } })));
    expect(caches.size).toBe(3);
  });
});

async function nextOf(results: AsyncGenerator<ExecutionResult, void, void>): Promise<ExecutionResult> {
  const { value, done } = await results.next();
  if (done === true || value === undefined) throw new Error('The subscription has ended.');
  return value;
}
