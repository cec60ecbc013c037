import { expect, inject, onTestFinished, test } from 'vitest';
import { allUsers, loggedIn, newAddress, registered } from '../support/accounts.ts';
import { createGraphQLClient, createSignedInClient } from '../support/graphql-client.ts';
import { events, type UserFields } from '../support/operations.ts';
import { startProduct } from '../support/product.ts';
import { adminEmail, openCluster, password } from '../support/stack.ts';
import { waitFor } from '../support/wait-for.ts';

// A lease lasts five seconds, and a partition may wait another second to be looked at.
const takeOver = 10_000;

test('when an aggregator is killed another takes over within seconds, and nothing is skipped', async () => {
  const { settings, remove } = await openCluster({
    redisUrl: inject('redisUrl'),
    elasticsearchUrl: inject('elasticsearchUrl'),
  });
  onTestFinished(remove);
  const admin = { ADMIN_EMAIL: adminEmail, ADMIN_PASSWORD: password };
  await using gateway = await startProduct({ ...settings, ...admin, ROLE: 'gateway' });
  await using first = await startProduct({ ...settings, ROLE: 'aggregator' });
  await using second = await startProduct({ ...settings, ROLE: 'aggregator' });
  const anybody = createGraphQLClient(gateway.url);
  const { tokens, user, position } = await waitFor(() => loggedIn(anybody));
  const administrator = createSignedInClient(gateway.url, tokens.accessToken);
  await waitFor(() => allUsers(administrator, position));

  const acknowledged = new Map<string, UserFields>([[adminEmail, user]]);
  const registerSome = async () => {
    for (let count = 0; count < 10; count += 1) {
      const email = newAddress();
      acknowledged.set(email, (await registered(anybody, email)).user);
    }
  };
  const work = Promise.all(Array.from({ length: 4 }, registerSome));
  await waitFor(() => expect(acknowledged.size).toBeGreaterThan(10));
  await first.kill();
  const killed = Date.now();
  await work;
  const last = await loggedIn(anybody);
  acknowledged.set(adminEmail, last.user);

  await waitFor(async () => expect(await allUsers(administrator, last.position)).toEqual(acknowledged));
  expect(Date.now() - killed).toBeLessThan(takeOver);
  const { totalCount } = (await administrator.get(events, { atLeast: last.position })).events;
  expect(totalCount).toBe([...acknowledged.values()].reduce((sum, { version }) => sum + version, 0));
  expect(second.output()).not.toContain('ERROR');
});
