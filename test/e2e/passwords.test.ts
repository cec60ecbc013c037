import { readFileSync } from 'node:fs';
import { describe, expect, onTestFinished, test } from 'vitest';
import { loggedIn, newAddress, registered } from '../support/accounts.ts';
import { createGraphQLClient, operation } from '../support/graphql-client.ts';
import { openFolder } from '../support/namespaces.ts';
import type { Credentials } from '../support/operations.ts';
import { launch, type RunningProduct, type Settings, startProduct } from '../support/product.ts';
import { password } from '../support/stack.ts';

const logIn = operation<
  { readonly login: { readonly __typename: string; readonly retryAfter?: string } },
  { readonly input: Credentials }
>(`mutation LogIn($input: LoginInput!) {
  login(input: $input) { __typename ... on TooManyRequests { retryAfter } }
}`);

const patience = { timeout: 120_000 };
const dear = { PASSWORD_MEMORY: '65536', PASSWORD_PASSES: '2', PASSWORD_WORKERS: '2' };

/** Starts the product on a folder of its own, as often as it is asked to. */
async function openProduct() {
  const { settings: own, remove } = await openFolder();
  let running: RunningProduct | null = null;
  onTestFinished(async () => {
    await running?.[Symbol.asyncDispose]();
    await remove();
  });
  return {
    /** Stops what runs and starts it anew with these settings. */
    async restarted(settings: Settings) {
      const exit = await running?.stop();
      running = await startProduct({ ...own, ...settings });
      return { ...running, exit, client: createGraphQLClient(running.url) };
    },
  };
}

/** The most memory that a process ever had, in bytes. */
function peakMemoryOf(pid: number): number {
  const [, kilobytes] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) * 1_024;
}

describe('passwords', () => {
  test('go on being right under other settings, of either package', patience, async () => {
    const product = await openProduct();
    const { client } = await product.restarted({ PASSWORD_MEMORY: '12288', PASSWORD_PASSES: '3' });
    const email = newAddress();
    await registered(client, email);
    const versions: number[] = [];
    for (const settings of [
      { PASSWORD_MEMORY: '12288', PASSWORD_PASSES: '3' },
      { PASSWORD_MEMORY: '20480' },
      { PASSWORD_MEMORY: '20480', PASSWORD_HASHER: 'argon2' },
      { PASSWORD_HASHER: 'argon2' },
    ]) {
      const { client: next, exit } = await product.restarted(settings);
      expect(exit).toEqual({ code: 0, signal: null });
      versions.push((await loggedIn(next, email)).user.version);
    }
    // The second and the fourth login made the hash anew, which is an event of its own.
    expect(versions).toEqual([2, 4, 5, 7]);
  });

  test(
    'of 50 sign-ins at once take the memory of two, and leave the process free to answer',
    patience,
    async () => {
      const product = await openProduct();
      const { client, pid, url } = await product.restarted({ ...dear, PASSWORD_HASHER: 'node-rs' });
      await client.get(logIn, { input: { email: newAddress(), password } });
      const before = peakMemoryOf(pid);
      let isDone = false;
      const refused = Promise.all(
        Array.from({ length: 50 }, () => client.get(logIn, { input: { email: newAddress(), password } })),
      ).finally(() => {
        isDone = true;
      });
      const times: number[] = [];
      while (!isDone) {
        const started = performance.now();
        expect((await fetch(`${url}/livez`)).status).toBe(200);
        times.push(performance.now() - started);
      }
      expect(new Set((await refused).map(({ login }) => login.__typename))).toEqual(
        new Set(['InvalidCredentials']),
      );
      // Two threads were at work before already; 50 hashes at once take 3 GB.
      expect(peakMemoryOf(pid) - before).toBeLessThan(3 * 65_536 * 1_024);
      expect(times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)]).toBeLessThan(50);
    },
  );

  test('that too many wait with are refused with the time to come back', patience, async () => {
    const product = await openProduct();
    const { client } = await product.restarted({ ...dear, PASSWORD_WORKERS: '1', PASSWORD_QUEUE: '1' });
    const started = Date.now();
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => client.get(logIn, { input: { email: newAddress(), password } })),
    );
    const busy = answers.flatMap(({ login }) => (login.__typename === 'TooManyRequests' ? [login] : []));
    expect(busy.length).toBeGreaterThan(0);
    for (const { retryAfter } of busy) {
      expect(new Date(String(retryAfter)).getTime()).toBeGreaterThanOrEqual(started + 1_000);
      expect(new Date(String(retryAfter)).getTime()).toBeLessThan(Date.now() + 10_000);
    }
    const email = newAddress();
    await registered(client, email);
    expect(await loggedIn(client, email)).toMatchObject({ user: { email } });
  });

  test('are not hashed by settings that are weak together: the start says which ones', patience, async () => {
    const product = launch({
      PASSWORD_MEMORY: '12288',
      PASSWORD_PASSES: '2',
      ADMIN_EMAIL: 'root@example.com',
    });
    onTestFinished(() => product[Symbol.asyncDispose]());
    expect(await product.exited).toEqual({ code: 1, signal: null });
    expect(product.output()).toContain('ADMIN_EMAIL and ADMIN_PASSWORD go together: set both, or neither.');
    expect(product.output()).toContain(
      'PASSWORD_MEMORY, PASSWORD_PASSES and PASSWORD_LANES do not go together:',
    );
  });
});
