import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AdministratorRegister } from '../../src/ports/administrator-register.ts';
import { closedAfterTest } from '../support/opened.ts';

/** Opens a register without preparing it: the same for every caller of one name, as another process would. */
export type OpenAdministratorRegister = (
  name?: string,
) => Promise<{ readonly administrators: AdministratorRegister; close(): Promise<void> }>;

const [ada, bob, eve] = [randomUUID(), randomUUID(), randomUUID()];

/** What every register of administrators has to do. Call it once for each adapter. */
export function administratorRegisterContract(name: string, open: OpenAdministratorRegister): void {
  describe(`the register of administrators on ${name}`, () => {
    test('is empty at first, and can be prepared again', async () => {
      const shared = randomUUID();
      const register = await prepared(open, shared);
      expect(await register.list()).toEqual([]);
      await register.add(ada, 1);
      expect(await listed(await prepared(open, shared))).toEqual([is(ada, 1)]);
    });

    test('keeps of an administrator what is known of the latest version', async () => {
      const register = await prepared(open);
      await register.add(ada, 2);
      await register.add(bob, 1);
      await register.add(ada, 9);
      await register.add(ada, 8);
      await register.add(ada, 10);
      expect(await listed(register)).toEqual([is(ada, 10), is(bob, 1)]);
    });

    test('notes who is about to be none, also of one it did not know, and can do it again', async () => {
      const register = await prepared(open);
      await register.add(ada, 2);
      await register.add(bob, 3);

      expect(await register.removeUnlessLast(ada, 2)).toBe(true);
      expect(await register.removeUnlessLast(ada, 2)).toBe(true);
      expect(await register.removeUnlessLast(ada, 10)).toBe(true);
      expect(await register.removeUnlessLast(eve, 7)).toBe(true);

      expect(await listed(register)).toEqual([isNone(ada, 10), is(bob, 3), isNone(eve, 7)]);
    });

    test.each([
      ['alone', async () => undefined],
      [
        'beside one who is none',
        async (register: AdministratorRegister) => {
          await register.add(bob, 1);
          await register.add(eve, 1);
          await register.removeUnlessLast(bob, 1);
          await register.removeUnlessLast(eve, 1).then((done) => expect(done).toBe(true));
        },
      ],
    ] as const)('does not note it of the last one: %s', async (_, before) => {
      const register = await prepared(open);
      await register.add(ada, 2);
      await before(register);
      const present = await listed(register);

      expect(await register.removeUnlessLast(ada, 2)).toBe(false);
      expect(await register.removeUnlessLast(ada, 3)).toBe(false);

      expect(await listed(register)).toEqual(present);
    });

    test('does not note it while nobody is known, whoever it is', async () => {
      const register = await prepared(open);
      expect(await register.removeUnlessLast(ada, 2)).toBe(false);
      expect(await register.list()).toEqual([]);
    });

    test('takes somebody back only of a later version than that of which it was noted', async () => {
      const register = await prepared(open);
      await register.add(bob, 1);
      await register.add(ada, 2);
      await register.removeUnlessLast(ada, 4);

      await register.add(ada, 3);
      await register.add(ada, 4);
      expect(await listed(register)).toEqual([isNone(ada, 4), is(bob, 1)]);
      await register.add(ada, 5);
      expect(await listed(register)).toEqual([is(ada, 5), is(bob, 1)]);
    });

    test.each([
      ['one who is one', 0],
      ['the last one', 1],
    ])('changes nothing by a decision that was overtaken: %s', async (_, removals) => {
      const register = await prepared(open);
      await register.add(bob, 1);
      await register.add(ada, 5);
      if (removals > 0) await register.removeUnlessLast(bob, 1);
      const present = await listed(register);

      expect(await register.removeUnlessLast(ada, 4)).toBe(true);

      expect(await listed(register)).toEqual(present);
    });

    test('leaves one of many who are removed at once by several processes', async () => {
      const shared = randomUUID();
      const registers = [await prepared(open, shared), await prepared(open, shared)] as const;
      const few = { minLength: 1, maxLength: 6 };
      const removals = fc.array(fc.record({ who: fc.nat(5), process: fc.nat(1) }), {
        minLength: 2,
        maxLength: 24,
      });
      await fc.assert(
        fc.asyncProperty(fc.array(fc.nat(50), few), removals, async (versions, decisions) => {
          const [first] = registers;
          await Promise.all(versions.map((version) => first.add(randomUUID(), version)));
          const ones = await onesOf(first);

          const answers = await Promise.all(
            decisions.map(async ({ who, process }) => {
              const { userId, version } = ones[who % ones.length] ?? is(ada, 1);
              const removed = await (registers[process] ?? first).removeUnlessLast(userId, version);
              return removed ? [userId] : [];
            }),
          );

          const left = await onesOf(first);
          const removed = new Set(answers.flat());
          expect(left).toEqual(ones.filter(({ userId }) => !removed.has(userId)));
          expect(left).not.toEqual([]);
        }),
        { numRuns: 25 },
      );
    });
  });
}

function is(userId: string, version: number) {
  return { userId, version, isOne: true };
}

function isNone(userId: string, version: number) {
  return { userId, version, isOne: false };
}

async function onesOf(register: AdministratorRegister) {
  const ones = (await register.list()).filter(({ isOne }) => isOne);
  return ones.toSorted((a, b) => (a.userId < b.userId ? -1 : 1));
}

const order: readonly string[] = [ada, bob, eve];

async function listed(register: AdministratorRegister) {
  return (await register.list()).toSorted((a, b) => order.indexOf(a.userId) - order.indexOf(b.userId));
}

async function prepared(open: OpenAdministratorRegister, name?: string): Promise<AdministratorRegister> {
  const { administrators } = await closedAfterTest(open(name));
  await administrators.prepare();
  return administrators;
}
