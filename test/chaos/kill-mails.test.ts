import { expect, onTestFinished, test } from 'vitest';
import { newAddress, registered } from '../support/accounts.ts';
import { createGraphQLClient } from '../support/graphql-client.ts';
import { startMailServer } from '../support/mail-server.ts';
import { openFolder } from '../support/namespaces.ts';
import { startProduct } from '../support/product.ts';
import { runGatehouse } from '../support/run-gatehouse.ts';
import { findFreePort } from '../support/servers/free-port.ts';
import { waitFor } from '../support/wait-for.ts';

const people = 24;

test('a kill in the midst of sending loses no mail, and one that comes again has the same name', {
  timeout: 120_000,
}, async () => {
  const { settings: own, remove } = await openFolder();
  onTestFinished(remove);
  const port = await findFreePort();
  const settings = { ...own, SMTP_URL: `smtp://127.0.0.1:${port}`, EMAIL_VERIFICATION: 'registered' };
  const limits = { LIMIT_MAILS_PER_SOURCE: 'off' };
  const addresses = Array.from({ length: people }, () => newAddress());
  const first = await startProduct({ ...settings, ...limits });
  onTestFinished(() => first[Symbol.asyncDispose]());
  const client = createGraphQLClient(first.url);
  for (const address of addresses) await registered(client, address);
  await waitFor(() => expect(first.output()).toContain('The projection waits and tries again'));
  await using server = await startMailServer({ port });

  await waitFor(() => expect(server.envelopes.length).toBeGreaterThan(2), { interval: 1 });
  await first.kill();
  const before = server.envelopes.length;
  await using second = await startProduct({ ...settings, ...limits });
  await Promise.all(addresses.map((address) => server.to(address)));

  const mails = await server.all();
  for (const address of addresses) {
    const ids = mails.filter(({ to }) => to === address).map(({ messageId }) => messageId);
    expect(new Set(ids).size).toBe(1);
  }
  const parked = await runGatehouse(['parked', 'list', '--view', 'mails', '--json'], settings);
  expect(parked).toMatchObject({ code: 0, stdout: '' });
  expect((await second.stop()).code).toBe(0);
  expect(before).toBeLessThan(people);
  console.info(`${before} of ${people} were taken before the kill; ${mails.length - people} came twice.`);
});
