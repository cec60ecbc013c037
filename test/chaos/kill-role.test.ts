import { expect, inject, test } from 'vitest';
import { grantRole, revokeRole } from '../support/account-operations.ts';
import { createDatabase } from '../support/isolation.ts';
import { newMasterKey } from '../support/namespaces.ts';
import { startProduct } from '../support/product.ts';
import { newPerson, type SignedIn, signIn } from '../support/signed-in.ts';
import { adminEmail, password } from '../support/stack.ts';
import { waitFor } from '../support/wait-for.ts';
import { startWithholdingProxy } from '../support/withholding-proxy.ts';

test('an administrator is left though a gateway is killed amid taking the role from one, which can be done again', {
  timeout: 90_000,
}, async () => {
  const { url, drop } = await createDatabase(inject('databaseUrl'));
  await using _database = { [Symbol.asyncDispose]: drop };
  const server = new URL(url);
  await using proxy = await startWithholdingProxy({ host: server.hostname, port: Number(server.port) });
  const settings = {
    MASTER_KEY: newMasterKey(),
    PUBLIC_URL: 'http://gatehouse.example',
    ADMIN_EMAIL: adminEmail,
    ADMIN_PASSWORD: password,
    DATABASE_URL: url,
  };
  await using other = await startProduct(settings);
  server.hostname = '127.0.0.1';
  server.port = String(proxy.port);
  await using killed = await startProduct({ ...settings, ROLE: 'gateway', DATABASE_URL: server.href });
  const ada = await waitFor(() => signIn(other.url, adminEmail));
  const [bob] = await newPerson(other.url);
  const admin = (by: SignedIn, { userId }: SignedIn) => ({ by, input: { userId, role: 'admin' } });
  const revoke = async (who: ReturnType<typeof admin>, at = other.url) =>
    (await who.by.at(at).get(revokeRole, { input: who.input })).revokeRole.__typename;
  const { by, input } = admin(ada, bob);
  expect((await by.at(other.url).get(grantRole, { input })).grantRole.__typename).toBe('GrantRoleSuccess');

  // What is committed first is that he is about to be none.
  const committed = proxy.withholdFrom('COMMIT');
  const unanswered = revoke(admin(ada, bob), killed.url);
  unanswered.catch(() => undefined);
  await committed;
  await killed.kill();
  await expect(unanswered).rejects.toThrow();

  expect(await revoke(admin(ada, ada))).toBe('Conflict');
  expect(await revoke(admin(ada, bob))).toBe('RevokeRoleSuccess');
  expect(await revoke(admin(ada, bob))).toBe('Conflict');
  expect(await revoke(admin(ada, ada))).toBe('Conflict');
});
