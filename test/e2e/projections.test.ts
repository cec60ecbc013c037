import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loggedIn, newAddress, registered } from '../support/accounts.ts';
import {
  createGraphQLClient,
  createSignedInClient,
  type GraphQLClient,
  operation,
} from '../support/graphql-client.ts';
import { changeDisplayName, users } from '../support/operations.ts';
import { startProduct } from '../support/product.ts';
import { presets, type Stack, startStack } from '../support/stack.ts';
import { waitFor } from '../support/wait-for.ts';

interface PartitionProgress {
  readonly partition: number;
  readonly lag: number;
  readonly lagSeconds: number;
  readonly appliedAt: string | null;
  readonly deadLetters: number;
}

interface Projection {
  readonly name: string;
  readonly index: string;
  readonly lag: number;
  readonly lagSeconds: number;
  readonly lastAppliedAt: string | null;
  readonly deadLetters: number;
  readonly shape: number;
  readonly latestShape: number;
  readonly rebuildDue: boolean;
  readonly pendingRebuild: { readonly index: string; readonly finishedPartitions: number } | null;
  readonly partitions: readonly PartitionProgress[];
}

const projections = operation<
  { readonly projections: readonly Projection[] },
  { readonly atLeast?: string }
>(`query Projections($atLeast: Position) {
  projections(atLeast: $atLeast) {
    name index lag lagSeconds lastAppliedAt deadLetters shape latestShape rebuildDue
    pendingRebuild { index finishedPartitions }
    partitions { partition lag lagSeconds appliedAt deadLetters }
  }
}`);

const everyPreset = presets();

describe.each(everyPreset)('with $name', (preset) => {
  let stack: Stack;
  let administrator: GraphQLClient;

  beforeAll(async () => {
    stack = await startStack(preset);
    const { tokens } = await waitFor(() => loggedIn(anybody()));
    administrator = createSignedInClient(stack.urls()[1], tokens.accessToken);
  });

  afterAll(() => stack[Symbol.asyncDispose]());

  const anybody = (): GraphQLClient => createGraphQLClient(stack.urls()[0]);
  const somebody = async (): Promise<GraphQLClient> => {
    const email = newAddress();
    await registered(anybody(), email);
    const { tokens } = await loggedIn(anybody(), email);
    return createSignedInClient(stack.urls()[0], tokens.accessToken);
  };

  test('an administrator sees what the read models have applied', async () => {
    const before = Date.now();
    const { position: atLeast } = await loggedIn(anybody());
    const seen = await administrator.get(projections, { atLeast });
    const shapes = seen.projections.map(({ latestShape }) => latestShape);
    expect(seen.projections).toEqual(
      ['users', 'events'].map((name, index) => ({
        name,
        index: expect.stringContaining(name),
        lag: 0,
        lagSeconds: 0,
        lastAppliedAt: expect.any(String),
        deadLetters: 0,
        shape: shapes[index],
        latestShape: shapes[index],
        rebuildDue: false,
        pendingRebuild: null,
        partitions: expect.any(Array),
      })),
    );
    for (const { lastAppliedAt, partitions } of seen.projections) {
      expect(Date.parse(lastAppliedAt ?? '')).toBeGreaterThanOrEqual(before - 1);
      const everyPartition = Array.from({ length: 16 }, (_, partition) => partition);
      expect(partitions.map(({ partition }) => partition)).toEqual(everyPartition);
      expect(partitions.map(({ appliedAt }) => appliedAt)).toContain(lastAppliedAt);
    }
  });

  test('nobody else does', async () => {
    expect(await anybody().codeOf(projections, {})).toBe('UNAUTHENTICATED');
    expect(await (await somebody()).codeOf(projections, {})).toBe('FORBIDDEN');
  });
});

describe('while no aggregator runs', () => {
  test('the lag grows, a search for what was written says that it was not reached, and all of it is caught up with afterwards', async () => {
    const preset = everyPreset.find(({ roles }) => roles.includes('aggregator'));
    if (preset === undefined) throw new Error('There is a preset with an aggregator of its own.');
    await using stack = await startStack(preset);
    const client = createGraphQLClient(stack.urls()[0]);
    const { tokens, position } = await waitFor(() => loggedIn(client));
    const administrator = createSignedInClient(stack.urls()[1], tokens.accessToken);
    const read = async () => (await administrator.get(projections, {})).projections;
    const lags = async () => (await read()).map(({ lag }) => lag);
    await administrator.get(projections, { atLeast: position });

    const [, , aggregator] = stack.processes();
    await aggregator?.stop();
    const changed = [];
    for (let changes = 1; changes <= 3; changes += 1) {
      changed.push(
        await administrator.get(changeDisplayName, { input: { displayName: `Grace ${changes}` } }),
      );
      expect(await lags()).toEqual([changes, changes]);
    }

    const late = (await read()).map(({ lagSeconds }) => lagSeconds);
    await waitFor(async () => {
      const later = (await read()).map(({ lagSeconds }) => lagSeconds);
      expect(later.every((seconds, index) => seconds > (late[index] ?? 0))).toBe(true);
    });
    const last = changed.at(-1)?.changeDisplayName;
    if (last?.__typename !== 'ChangeDisplayNameSuccess') throw new Error('The name was changed.');
    const search = { search: 'Grace', atLeast: last.position };
    expect(await administrator.codeOf(users, search)).toBe('POSITION_NOT_REACHED');

    await using _again = await startProduct({ ...stack.settings, ROLE: 'aggregator' });
    await waitFor(async () => expect(await lags()).toEqual([0, 0]));
    const found = await administrator.get(users, search);
    expect(found.users.edges.map(({ node }) => node.displayName)).toEqual(['Grace 3']);
    expect((await read()).map(({ lagSeconds }) => lagSeconds)).toEqual([0, 0]);
  }, 60_000);
});
