import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AccessDenied } from '../../../src/application/errors.ts';
import type { Viewer } from '../../../src/application/viewer.ts';
import { newAdministrator, registeredIn } from '../../support/administrators.ts';
import { newUserId } from '../../support/controls/new-user-id.ts';
import { newCommand, someCredentials } from '../../support/controls/requests.ts';
import { type Embedded, openEmbedded } from '../../support/embedded.ts';

const root: Viewer = { userId: newUserId(), sessionId: '', roles: ['admin'] };

let embedded: Embedded;
let ada: Viewer;

beforeEach(async () => {
  embedded = await openEmbedded();
  ada = await newAdministrator(embedded.app);
});

afterEach(() => embedded.close());

const of = ({ userId }: Viewer, role = 'admin') => ({ userId, role });

async function typesOf({ userId }: Viewer): Promise<readonly string[]> {
  return (await Array.fromAsync(embedded.stores.messageStore.read(userId, 1))).map(({ type }) => type);
}

describe('a role', () => {
  it('is given once, and taken once', async () => {
    const given = await embedded.app.grantRole(root, of(ada, 'orders:read'), newCommand());
    expect(given.user).toMatchObject({ roles: ['orders:read'], version: 2 });
    const again = await embedded.app.grantRole(root, of(ada, 'orders:read'), newCommand());
    expect(again.user).toEqual(given.user);

    const taken = await embedded.app.revokeRole(root, of(ada, 'orders:read'), newCommand());
    expect(taken.user).toMatchObject({ roles: [], version: 3 });
    await expect(embedded.app.revokeRole(root, of(ada, 'orders:read'), newCommand())).rejects.toMatchObject({
      code: 'ALREADY_IN_STATE',
    });
    expect(await typesOf(ada)).toEqual(['RoleGranted', 'RoleRevoked']);
    expect(await registeredIn(embedded.stores.administrators)).toEqual([]);
  });

  it('has to have a name, and its user to be there', async () => {
    const { grantRole, revokeRole } = embedded.app;
    for (const change of [grantRole, revokeRole]) {
      await expect(change(root, of(ada, 'Admin'), newCommand())).rejects.toMatchObject({
        code: 'INVALID_INPUT',
        refusal: { issues: [{ path: ['role'], message: expect.any(String) }] },
      });
      const nobody = { userId: newUserId(), role: 'admin' };
      await expect(change(root, nobody, newCommand())).rejects.toMatchObject({ code: 'NOT_FOUND' });
    }
  });

  it.each([
    ['nobody', null, 'UNAUTHENTICATED'],
    ['a user', { ...root, roles: ['orders:read', 'administrator'] }, 'FORBIDDEN'],
  ] as const)(
    'is nothing that %s can change, whether there is such a user or not',
    async (_, viewer, code) => {
      const { grantRole, revokeRole } = embedded.app;
      for (const change of [grantRole, revokeRole]) {
        for (const userId of [ada.userId, newUserId()]) {
          const refused = change(viewer, { userId, role: '' }, newCommand());
          await expect(refused).rejects.toEqual(new AccessDenied(code));
        }
      }
      expect(await typesOf(ada)).toEqual([]);
    },
  );

  it('ends every session of who loses it', async () => {
    const email = 'eve@example.com';
    const { user } = await embedded.app.registerUser({ ...someCredentials, email }, newCommand());
    await embedded.app.grantRole(root, { userId: user.id, role: 'orders:read' }, newCommand());
    const { tokens } = await embedded.app.logIn({ ...someCredentials, email }, newCommand());
    expect(await embedded.app.authenticate(tokens.accessToken)).toMatchObject({ roles: ['orders:read'] });

    await embedded.app.revokeRole(root, { userId: user.id, role: 'orders:read' }, newCommand());

    await expect(embedded.app.authenticate(tokens.accessToken)).rejects.toThrow();
    expect(await embedded.stores.sessions.list(user.id, Date.now())).toEqual([]);
  });
});
