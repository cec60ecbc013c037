import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loggedIn, newAddress, registered } from '../support/accounts.ts';
import {
  createGraphQLClient,
  createSignedInClient,
  type GraphQLClient,
  operation,
} from '../support/graphql-client.ts';
import { changeDisplayName, me } from '../support/operations.ts';
import { type Preset, presets, type Stack, startStack } from '../support/stack.ts';
import { waitFor } from '../support/wait-for.ts';

/** Two gateways, so that a caller reads by another process than the one that it wrote by. */
const shared: readonly Preset[] = presets()
  .filter(({ name }) => name === 'PostgreSQL' || name.startsWith('three processes'))
  .map((preset) => ({ ...preset, roles: ['gateway', 'gateway', 'aggregator'] }));

const callers = 5;
const writesOfEach = 100;

interface Caller {
  readonly email: string;
  /** By one gateway, and by the other. */
  readonly writer: GraphQLClient;
  readonly reader: GraphQLClient;
  /** What was done so far. */
  version: number;
  logins: number;
}

type Count = { readonly totalCount: number };

const everything = {
  me: operation<{ me: Seen }, { at: string }>('query ($at: Position) { me(atLeast: $at) { version } }'),
  user: operation<{ user: Seen }, { at: string; email: string }>(
    'query ($at: Position, $email: EmailAddress!) { user(by: { email: $email }, atLeast: $at) { version } }',
  ),
  users: operation<{ users: { edges: { node: Seen }[] } }, { at: string; name: string }>(
    'query ($at: Position, $name: String) { users(search: $name, atLeast: $at) { edges { node { version } } } }',
  ),
  events: operation<{ events: Count }, { at: string }>(
    'query ($at: Position) { events(atLeast: $at) { totalCount } }',
  ),
  logins: operation<{ logins: Count }, { at: string }>(
    'query ($at: Position) { logins(atLeast: $at) { totalCount } }',
  ),
  statistics: operation<{ loginStatistics: { succeeded: number }[] }, { at: string }>(
    `query ($at: Position) {
      loginStatistics(time: { from: "2020-01-01T00:00:00Z" }, interval: MONTH, atLeast: $at) { succeeded }
    }`,
  ),
};

interface Seen {
  readonly version: number;
}

describe.each(shared)('with $name in two gateways and an aggregator', (preset) => {
  let stack: Stack;
  let administrator: GraphQLClient;
  /** How long the reads took that waited, in milliseconds. */
  const waits: number[] = [];

  beforeAll(async () => {
    stack = await startStack(preset);
    const [, url] = stack.urls();
    const { tokens } = await waitFor(() => loggedIn(createGraphQLClient(url)));
    administrator = createSignedInClient(url, tokens.accessToken);
  });

  afterAll(() => stack[Symbol.asyncDispose]());

  async function openCaller(): Promise<Caller> {
    const [one, other] = stack.urls();
    const email = newAddress();
    await registered(createGraphQLClient(one), email);
    const { tokens } = await loggedIn(createGraphQLClient(one), email);
    return {
      email,
      writer: createSignedInClient(one, tokens.accessToken),
      reader: createSignedInClient(other, tokens.accessToken),
      version: 2,
      logins: 1,
    };
  }

  test(`who reads by one gateway what was written by the other never sees the past, ${callers * writesOfEach} times`, async ({
    annotate,
  }) => {
    const all = await Promise.all(Array.from({ length: callers }, openCaller));
    await Promise.all(all.map((caller) => writeAndRead(caller)));
    await annotate(`A read that waits took ${percentile(0.5)} ms at p50 and ${percentile(0.99)} ms at p99.`);
  }, 240_000);

  async function writeAndRead(caller: Caller): Promise<void> {
    const turns = [viaMe, viaUser, viaUsers, viaEvents, viaLogins, viaStatistics];
    for (let write = 0; write < writesOfEach; write += 1) {
      await turns[write % turns.length]?.(caller);
    }
  }

  async function rename(caller: Caller, name = 'Ada'): Promise<string> {
    const displayName = `${name} ${caller.version + 1}`;
    const { changeDisplayName: changed } = await caller.writer.get(changeDisplayName, {
      input: { displayName },
    });
    if (changed.__typename !== 'ChangeDisplayNameSuccess') throw new Error(changed.message);
    caller.version += 1;
    expect(changed.user.version).toBe(caller.version);
    return changed.position;
  }

  async function logInAgain(caller: Caller): Promise<string> {
    const { position } = await loggedIn(caller.writer, caller.email);
    caller.version += 1;
    caller.logins += 1;
    return position;
  }

  async function timed<Answer>(read: () => Promise<Answer>): Promise<Answer> {
    const begun = performance.now();
    // On a busy machine a view may be too late. To be told so is right; to be told of the past is not.
    const answer = await waitFor(read);
    waits.push(performance.now() - begun);
    return answer;
  }

  async function viaMe(caller: Caller): Promise<void> {
    const at = await rename(caller);
    const answer = await timed(() => caller.reader.get(everything.me, { at }));
    expect(answer.me.version).toBe(caller.version);
  }

  async function viaUser(caller: Caller): Promise<void> {
    const at = await rename(caller);
    const { email } = caller;
    const answer = await timed(() => caller.reader.get(everything.user, { at, email }));
    expect(answer.user.version).toBe(caller.version);
  }

  async function viaUsers(caller: Caller): Promise<void> {
    const name = `Q${newAddress('').slice(1, 13)}`;
    const at = await rename(caller, name);
    const answer = await timed(() => administrator.get(everything.users, { at, name }));
    expect(answer.users.edges).toEqual([{ node: { version: caller.version } }]);
  }

  async function viaEvents(caller: Caller): Promise<void> {
    const at = await rename(caller);
    const answer = await timed(() => caller.reader.get(everything.events, { at }));
    expect(answer.events.totalCount).toBe(caller.version);
  }

  async function viaLogins(caller: Caller): Promise<void> {
    const at = await logInAgain(caller);
    const answer = await timed(() => caller.reader.get(everything.logins, { at }));
    expect(answer.logins.totalCount).toBe(caller.logins);
  }

  async function viaStatistics(caller: Caller): Promise<void> {
    const at = await logInAgain(caller);
    const { loginStatistics } = await timed(() => caller.reader.get(everything.statistics, { at }));
    expect(loginStatistics.reduce((sum, { succeeded }) => sum + succeeded, 0)).toBe(caller.logins);
  }

  function percentile(part: number): string {
    return (waits.toSorted((a, b) => a - b)[Math.floor(waits.length * part)] ?? Number.NaN).toFixed(1);
  }

  test.each([
    ['of the far future', '0:9999999999999-0', 'POSITION_NOT_REACHED'],
    ['of a partition that the store does not have', '9999:1-0', 'BAD_USER_INPUT'],
    ['that is none', 'nonsense', 'BAD_USER_INPUT'],
  ])('a position %s is refused', async (_what, text, code) => {
    const { reader } = await openCaller();
    const atLeast = Buffer.from(text).toString('base64url');
    expect(await reader.codeOf(me, { atLeast })).toBe(code);
  });
});
