import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Viewer } from '../../../src/application/viewer.ts';
import { Unavailable } from '../../../src/ports/errors.ts';
import type { Stores } from '../../../src/roles/stores.ts';
import { newAdministrator, registeredIn } from '../../support/administrators.ts';
import { newUserId } from '../../support/controls/new-user-id.ts';
import { newCommand, someCredentials } from '../../support/controls/requests.ts';
import { type Embedded, openEmbedded } from '../../support/embedded.ts';

const root: Viewer = { userId: newUserId(), sessionId: '', roles: ['admin'] };
const last = { code: 'LAST_ADMINISTRATOR' };

let embedded: Embedded;
let ada: Viewer;
let bob: Viewer;

beforeEach(async () => {
  embedded = await openEmbedded();
  [ada, bob] = [await newAdministrator(embedded.app), await newAdministrator(embedded.app)];
});

afterEach(() => embedded.close());

const of = ({ userId }: Viewer, role = 'admin') => ({ userId, role });
const grant = (whom: Viewer, { app } = embedded) => app.grantRole(root, of(whom), newCommand());
const revoke = (whom: Viewer, { app }: Pick<Embedded, 'app'> = embedded) =>
  app.revokeRole(root, of(whom), newCommand());
const deactivate = (whom: Viewer, { app }: Pick<Embedded, 'app'> = embedded) =>
  app.deactivateUser(root, { userId: whom.userId }, newCommand());
const activate = (whom: Viewer) => embedded.app.activateUser(root, whom.userId, newCommand());
const inRegister = () => registeredIn(embedded.stores.administrators);
const sorted = (...viewers: readonly Viewer[]) => viewers.map(({ userId }) => userId).toSorted();

/** Lets the view know of an administrator, as the projection would. */
async function show(...viewers: readonly Viewer[]): Promise<void> {
  for (const whom of viewers) {
    const { user } = await grant(whom);
    await embedded.stores.userView.write([user]);
  }
}

async function typesOf({ userId }: Viewer): Promise<readonly string[]> {
  return (await Array.fromAsync(embedded.stores.messageStore.read(userId, 1))).map(({ type }) => type);
}

/** Another gateway, whose register knows nobody yet. */
async function withNewRegister() {
  const other = await openEmbedded();
  const { administrators } = other.stores;
  const gateway = embedded.gateway({ administrators });
  return { ...gateway, administrators, close: other.close };
}

const away = async (): Promise<never> => {
  throw new Unavailable('administrators', new Error('gone'));
};

describe('the last administrator', () => {
  it('stays one, and active', async () => {
    await grant(ada);
    await expect(embedded.app.revokeRole(ada, of(ada), newCommand())).rejects.toMatchObject(last);
    await expect(deactivate(ada)).rejects.toMatchObject(last);
    expect(await typesOf(ada)).toEqual(['RoleGranted']);
    expect(await inRegister()).toEqual(sorted(ada));
  });

  it('is who is left when others are not any more', async () => {
    await grant(ada);
    await grant(bob);
    expect(await inRegister()).toEqual(sorted(ada, bob));
    await deactivate(bob);
    await expect(revoke(ada)).rejects.toMatchObject(last);
    await activate(bob);
    await revoke(ada);
    await expect(deactivate(bob)).rejects.toMatchObject(last);
    expect(await inRegister()).toEqual(sorted(bob));
  });

  it('does not count who has the role and cannot sign in, until they can', async () => {
    await deactivate(bob);
    await grant(bob);
    await grant(ada);
    await expect(revoke(ada)).rejects.toMatchObject(last);
    await revoke(bob);
    await grant(bob);
    await activate(bob);
    await revoke(ada);
  });

  it('can lose another role', async () => {
    await grant(ada);
    await embedded.app.grantRole(root, of(ada, 'orders:read'), newCommand());
    await embedded.app.revokeRole(root, of(ada, 'orders:read'), newCommand());
    expect(await inRegister()).toEqual(sorted(ada));
  });

  it('counts the one whom the settings name, also when it was made by another version', async () => {
    const input = { ...someCredentials, email: 'root@example.com' };
    expect(await embedded.ensureAdministrator(input, newCommand())).toBe('made');
    expect(await inRegister()).toHaveLength(1);
    const gateway = await withNewRegister();
    expect(await gateway.ensureAdministrator(input, newCommand())).toBe('present');
    expect(await registeredIn(gateway.administrators)).toEqual(await inRegister());
    await gateway.close();
  });
});

describe('a register that knows nobody', () => {
  it('learns of the others from the log, by what the view hints at', async () => {
    await grant(ada);
    await show(bob);
    const gateway = await withNewRegister();

    await revoke(ada, gateway);

    expect(await registeredIn(gateway.administrators)).toEqual(sorted(bob));
    await expect(revoke(bob, gateway)).rejects.toMatchObject(last);
    await gateway.close();
  });

  it('learns of one behind many whom the view shows and the log does not', async () => {
    await show(ada, bob);
    const gateway = await withNewRegister();
    const [document] = await embedded.stores.userView.get([ada.userId]);
    if (!document) throw new Error('It is there.');
    const former = Array.from({ length: 120 }, () => ({ ...document, id: newUserId(), registeredAt: 1 }));
    await embedded.stores.userView.write(former);

    await revoke(ada, gateway);
    await expect(deactivate(bob, gateway)).rejects.toMatchObject(last);
    await gateway.close();
  });

  it('believes no view that is behind', async () => {
    await show(ada, bob);
    await revoke(bob);
    const gateway = await withNewRegister();
    await expect(revoke(ada, gateway)).rejects.toMatchObject(last);
    await gateway.close();
  });
});

describe('while something cannot be asked', () => {
  const cases: readonly (readonly [string, () => Partial<Stores>])[] = [
    [
      'the register',
      () => ({ administrators: { ...embedded.stores.administrators, removeUnlessLast: away } }),
    ],
    [
      'the view, of which it depends',
      () => ({
        administrators: { ...embedded.stores.administrators, removeUnlessLast: async () => false },
        userView: { ...embedded.stores.userView, search: away },
      }),
    ],
  ];

  it.each(cases)('nobody loses anything: %s', async (_, instead) => {
    await show(ada, bob);
    const gateway = embedded.gateway(instead());
    await expect(revoke(ada, gateway)).rejects.toThrow(Unavailable);
    await expect(deactivate(ada, gateway)).rejects.toThrow(Unavailable);
    expect(await typesOf(ada)).toEqual(['RoleGranted']);
    expect(await inRegister()).toEqual(sorted(ada, bob));
  });

  it('a role is given all the same, and its bearer found later', async () => {
    await show(ada);
    const administrators = { ...embedded.stores.administrators, add: away };
    const { user } = await grant(bob, { ...embedded, ...embedded.gateway({ administrators }) });
    await embedded.stores.userView.write([user]);
    expect(await inRegister()).toEqual(sorted(ada));
    await revoke(ada);
    expect(await inRegister()).toEqual(sorted(bob));
  });
});

describe('a revocation that ends before it is recorded', () => {
  /** A gateway that ends as it appends. */
  function ending() {
    const append = async (): Promise<never> => {
      throw new Error('It ended.');
    };
    return embedded.gateway({ messageStore: { ...embedded.stores.messageStore, append } });
  }

  it('can be made again, and leaves somebody meanwhile', async () => {
    await show(ada, bob);
    await expect(revoke(bob, ending())).rejects.toThrow('It ended.');
    // Whether it is under way cannot be told.
    await expect(revoke(ada)).rejects.toMatchObject(last);

    await revoke(bob);

    await expect(revoke(ada)).rejects.toMatchObject(last);
    expect(await inRegister()).toEqual(sorted(ada));
  });

  it('is set aside by whatever is recorded next', async () => {
    await show(ada, bob);
    await expect(revoke(bob, ending())).rejects.toThrow('It ended.');
    await embedded.app.changeDisplayName(bob, { displayName: 'Bob' }, newCommand());
    await revoke(ada);
    expect(await inRegister()).toEqual(sorted(bob));
  });
});
