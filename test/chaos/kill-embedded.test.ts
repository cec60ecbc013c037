import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { allUsers, loggedIn, newAddress, registered } from '../support/accounts.ts';
import { createGraphQLClient, createSignedInClient, type GraphQLClient } from '../support/graphql-client.ts';
import { openFolder } from '../support/namespaces.ts';
import type { UserFields } from '../support/operations.ts';
import { startListening, startProduct } from '../support/product.ts';
import { adminEmail, password } from '../support/stack.ts';
import { waitFor } from '../support/wait-for.ts';

const kills = 20;
const clients = 6;
const sampleSize = 10;

test(`${kills} kills in the middle of registrations lose none that was acknowledged`, async () => {
  const { settings, remove } = await openFolder();
  onTestFinished(remove);
  const acknowledged = new Map<string, UserFields>();

  for (let round = 0; round < kills; round += 1) {
    const before = acknowledged.size;
    await using product = await startListening(settings);
    const first = Promise.withResolvers<void>();
    const client = createGraphQLClient(product.url);
    const work = Array.from({ length: clients }, () =>
      registerUntilItDies(client, (user) => {
        acknowledged.set(user.email, user);
        first.resolve();
      }),
    );
    await first.promise;
    // Not a wait for something: the moment of the kill is what varies.
    await sleep(randomInt(100, 600));
    expect(await product.kill()).toEqual({ code: null, signal: 'SIGKILL' });
    await Promise.all(work);
    expect(acknowledged.size).toBeGreaterThan(before);
  }

  await using product = await startProduct({
    ...settings,
    ADMIN_EMAIL: adminEmail,
    ADMIN_PASSWORD: password,
  });
  const client = createGraphQLClient(product.url);
  const sample = [...acknowledged.values()].filter((_, index) => index % interval(acknowledged) === 0);
  for (const user of sample) {
    expect((await loggedIn(client, user.email)).user).toEqual({ ...user, loginCount: 1, version: 2 });
  }
  const { tokens, position } = await waitFor(() => loggedIn(client, adminEmail));
  const administrator = createSignedInClient(product.url, tokens.accessToken);
  const found = await waitFor(async () => {
    const everybody = await allUsers(administrator, position);
    // Each partition is applied by itself.
    const isBehind = sample.some(({ email }) => everybody.get(email)?.version !== 2);
    if (isBehind) throw new Error('The view is behind.');
    return everybody;
  });
  const sampled = new Set(sample.map(({ email }) => email));
  for (const user of acknowledged.values()) {
    const after = sampled.has(user.email) ? { ...user, loginCount: 1, version: 2 } : user;
    expect(found.get(user.email)).toEqual(after);
  }
  console.info(`${kills} kills: ${acknowledged.size} registrations acknowledged, ${found.size - 1} found.`);
}, 240_000);

async function registerUntilItDies(client: GraphQLClient, onAcknowledged: (user: UserFields) => void) {
  for (;;) {
    try {
      onAcknowledged((await registered(client, newAddress())).user);
    } catch (error) {
      // The connection broke with the server, which is how a round ends. A refusal is an error of another kind.
      if (error instanceof TypeError) return;
      throw error;
    }
  }
}

function interval(acknowledged: ReadonlyMap<string, unknown>): number {
  return Math.max(1, Math.ceil(acknowledged.size / sampleSize));
}
