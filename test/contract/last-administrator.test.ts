import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, inject, onTestFinished, test } from 'vitest';
import { createSecrets } from '../../src/adapters/crypto/secrets.ts';
import type { Viewer } from '../../src/application/viewer.ts';
import { DomainError } from '../../src/domain/domain-error.ts';
import { compose, type Runtime } from '../../src/roles/compose.ts';
import { composeFolds } from '../../src/roles/compose-folds.ts';
import { parseConfig } from '../../src/roles/config.ts';
import { openStores, type Stores } from '../../src/roles/stores.ts';
import { newAdministrator, registeredIn } from '../support/administrators.ts';
import { newUserId } from '../support/controls/new-user-id.ts';
import { newCommand } from '../support/controls/requests.ts';
import { createDatabase, namespace } from '../support/isolation.ts';
import { sharedPasswords } from '../support/shared-passwords.ts';
import { createTestLog } from '../support/test-log.ts';

const root: Viewer = { userId: newUserId(), sessionId: '', roles: ['admin'] };

class Ended extends Error {}

const stores: readonly (readonly [string, () => Promise<Readonly<Record<string, string>>>])[] = [
  ['SQLite', async () => ({ DATA_DIR: newFolder() })],
  ['PostgreSQL', async () => ({ DATABASE_URL: await newDatabase() })],
  [
    'Redis, with views on PostgreSQL',
    async () => ({
      REDIS_URL: inject('redisUrl'),
      REDIS_KEY_PREFIX: `${namespace()}:`,
      DATABASE_URL: await newDatabase(),
    }),
  ],
];

const taking = ['revokes', 'deactivates', 'ends as it revokes', 'ends as it deactivates'] as const;
const steps = [...taking, 'grants', 'activates', 'changes the name of'] as const;

interface Step {
  readonly gateway: number;
  readonly does: (typeof steps)[number];
  readonly whom: number;
}

const anyStep = fc.record({
  gateway: fc.nat(1),
  does: fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...taking) }, fc.constantFrom(...steps)),
  whom: fc.nat(3),
});

describe.each(stores)('on %s', (_, settingsOf) => {
  test('one administrator is left of several who are removed at once by two gateways, some of which end', async () => {
    const world = await openWorld(await settingsOf());
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }),
        fc.array(anyStep, { maxLength: 14 }),
        async (count, all) => {
          await world.begin(count);
          await Promise.all(all.map((step) => world.run(step)));
          await world.expectOneLeft();
          expect(await world.removeAllBut1()).toBe(1);
        },
      ),
      { numRuns: 12 },
    );
  }, 120_000);
});

/** Two gateways on the same stores, and some accounts. */
async function openWorld(settings: Readonly<Record<string, string>>) {
  const config = parseConfig(settings);
  const secrets = createSecrets(randomBytes(32));
  const log = createTestLog();
  const opened = openStores({ config, keyFingerprint: secrets.fingerprint, log });
  onTestFinished(() => opened.close());
  for (const store of [opened.messageStore, opened.administrators, opened.userView]) await store.prepare();
  const gateway = (instead: Partial<Stores> = {}) =>
    compose(config, { ...opened, ...instead }, { secrets, log, passwords: sharedPasswords(config) });
  const append = async (): Promise<never> => {
    throw new Ended();
  };
  const ending = gateway({ messageStore: { ...opened.messageStore, append } });
  const gateways = [gateway(), gateway()];
  const [first = ending] = gateways;
  const people: Viewer[] = [];
  for (let made = 0; made < 4; made += 1) people.push(await newAdministrator(first.app));
  const { loadUser, foldUsers } = composeFolds(config, opened, secrets);

  async function administrators(): Promise<readonly string[]> {
    const loaded = await Promise.all(
      people.map(async ({ userId }) => ({ userId, ...(await loadUser(userId)) })),
    );
    return loaded.flatMap(({ userId, user }) =>
      user.kind === 'registered' && user.status === 'ACTIVE' && user.roles.includes('admin') ? [userId] : [],
    );
  }

  async function run({ gateway: number, does, whom }: Step): Promise<boolean> {
    const person = people[whom % people.length];
    if (person === undefined) return false;
    return done(act(gateways[number] ?? first, does, person));
  }

  function act({ app }: Runtime, does: Step['does'], { userId, ...person }: Viewer): Promise<unknown> {
    switch (does) {
      case 'revokes':
        return app.revokeRole(root, { userId, role: 'admin' }, newCommand());
      case 'deactivates':
        return app.deactivateUser(root, { userId }, newCommand());
      case 'ends as it revokes':
        return ending.app.revokeRole(root, { userId, role: 'admin' }, newCommand());
      case 'ends as it deactivates':
        return ending.app.deactivateUser(root, { userId }, newCommand());
      case 'grants':
        return app.grantRole(root, { userId, role: 'admin' }, newCommand());
      case 'activates':
        return app.activateUser(root, userId, newCommand());
      case 'changes the name of':
        return app.changeDisplayName(
          { ...person, userId },
          { displayName: `${Math.random()}` },
          newCommand(),
        );
    }
  }

  /** Lets the views come as far as the log. */
  async function project(): Promise<void> {
    const users = people.map(({ userId }) => userId);
    for await (const folded of foldUsers(users)) await opened.userView.write(folded.documents);
  }

  return {
    run,
    /** Makes the first few administrators, and nobody else. */
    async begin(count: number): Promise<void> {
      for (const [whom] of people.entries()) {
        await run({ gateway: 0, does: 'activates', whom });
        await run({ gateway: 0, does: 'grants', whom });
      }
      for (const [whom] of people.entries()) {
        if (whom >= count) expect(await run({ gateway: 1, does: 'revokes', whom })).toBe(true);
      }
    },
    async expectOneLeft(): Promise<void> {
      const left = await administrators();
      expect(left).not.toEqual([]);
      expect(left).toEqual(expect.arrayContaining([...(await registeredIn(opened.administrators))]));
    },
    /** Once something more was recorded of everybody, all but one can be removed. */
    async removeAllBut1(): Promise<number> {
      for (const [whom] of people.entries()) {
        await run({ gateway: 0, does: 'activates', whom });
        await run({ gateway: 0, does: 'changes the name of', whom });
      }
      await project();
      for (const [whom] of people.entries()) await run({ gateway: 1, does: 'revokes', whom });
      return (await administrators()).length;
    },
  };
}

/** Whether it was done; false when it was refused, or whoever did it ended. */
async function done(work: Promise<unknown>): Promise<boolean> {
  try {
    await work;
    return true;
  } catch (error) {
    if (error instanceof DomainError || error instanceof Ended) return false;
    throw error;
  }
}

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-roles-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

async function newDatabase(): Promise<string> {
  const database = await createDatabase(inject('databaseUrl'));
  onTestFinished(() => database.drop());
  return database.url;
}
