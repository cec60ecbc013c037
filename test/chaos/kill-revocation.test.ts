import { expect, inject, test } from 'vitest';
import { changePassword, deactivateUser, logout } from '../support/account-operations.ts';
import { createDatabase } from '../support/isolation.ts';
import { newMasterKey } from '../support/namespaces.ts';
import { startProduct } from '../support/product.ts';
import { expectLive, expectRefusedSoon, newPerson, refreshed, type SignedIn } from '../support/signed-in.ts';
import { password } from '../support/stack.ts';
import { waitFor } from '../support/wait-for.ts';
import { newPassword } from '../support/ways-to-end.ts';
import { startWithholdingProxy } from '../support/withholding-proxy.ts';

const commands = [
  ['logout', (first: SignedIn, url: string) => first.at(url).ask(logout, {})],
  [
    'changePassword',
    (_first: SignedIn, url: string, second: SignedIn) =>
      second.at(url).ask(changePassword, { input: { currentPassword: password, newPassword } }),
  ],
  [
    'deactivateUser',
    (first: SignedIn, url: string) => first.at(url).ask(deactivateUser, { input: { userId: first.userId } }),
  ],
] as const;

test.each(commands)(
  'a session ends though the gateway is killed amid %s, once the log says so',
  {
    timeout: 90_000,
  },
  async (name, command) => {
    const { url, drop } = await createDatabase(inject('databaseUrl'));
    await using _database = { [Symbol.asyncDispose]: drop };
    const server = new URL(url);
    await using proxy = await startWithholdingProxy({ host: server.hostname, port: Number(server.port) });
    const settings = {
      ROLE: 'gateway',
      MASTER_KEY: newMasterKey(),
      PUBLIC_URL: 'http://gatehouse.example',
      DATABASE_URL: url,
    };
    await using other = await startProduct(settings);
    server.hostname = '127.0.0.1';
    server.port = String(proxy.port);
    await using killed = await startProduct({ ...settings, DATABASE_URL: server.href });
    const [first, second] = await newPerson(other.url);
    await expectLive(killed.url, first);
    await expectLive(killed.url, second);

    const committed = proxy.withholdFrom('COMMIT');
    const unanswered = command(first, killed.url, second);
    unanswered.catch(() => undefined);
    await committed;
    await killed.kill();
    await expect(unanswered).rejects.toThrow();

    // Nobody came so far as to end it.
    await expectLive(other.url, first);
    await using _aggregator = await startProduct({ ...settings, ROLE: 'aggregator' });
    await waitFor(() => expectRefusedSoon(other.url, first));
    expect(await refreshed(other.url, first)).toBe('InvalidToken');
    if (name === 'deactivateUser') return expectRefusedSoon(other.url, second);
    await expectLive(other.url, second);
  },
);
