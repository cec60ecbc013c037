import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { IdempotencyStore } from '../../src/ports/idempotency-store.ts';
import { closedAfterTest } from '../support/opened.ts';

/** Opens a store without preparing it: the same for every caller of one name, as another process would. */
export type OpenIdempotencyStore = (
  name?: string,
) => Promise<{ readonly idempotency: IdempotencyStore; close(): Promise<void> }>;

/** What every store of idempotency records has to do. Call it once for each adapter. */
export function idempotencyStoreContract(name: string, open: OpenIdempotencyStore): void {
  describe(`the idempotency records on ${name}`, () => {
    describe('remember', () => beginning(open));
    describe('reply with', () => completing(open));
  });
}

function beginning(open: OpenIdempotencyStore): void {
  test('a request as it came first', async () => {
    const store = await prepared(open);
    const request = newRequest();
    const record = { sealed: request.sealed, begunAt: request.now, reply: null };

    expect(await store.begin(request)).toEqual(record);
    expect(await store.begin({ ...newRequest(), name: request.name, now: request.now + 5 })).toEqual(record);
  });

  test('the same for 20 requests of one name at the same time, in two processes', async () => {
    const [first, second] = await twoProcesses(open);
    const name = randomUUID();
    const requests = Array.from({ length: 20 }, () => ({ ...newRequest(), name }));

    const records = await Promise.all(
      requests.map((request, index) => (index % 2 === 0 ? first : second).begin(request)),
    );

    const [winner] = records;
    expect(requests.map(({ sealed }) => sealed)).toContain(winner?.sealed);
    expect(records).toEqual(requests.map(() => winner));
  });

  test('a request up to its end, and a new one of that name from then on', async () => {
    const store = await prepared(open);
    const request = newRequest();
    const { name, sealed, now, expiresAt } = request;
    await store.begin(request);
    await store.complete(name, 'the reply', now);
    const late = { ...newRequest(), name, expiresAt: expiresAt + 60_000 };

    expect(await store.begin({ ...late, now: expiresAt - 1 })).toEqual({
      sealed,
      begunAt: now,
      reply: 'the reply',
    });

    const record = { sealed: late.sealed, begunAt: expiresAt, reply: null };
    expect(await store.begin({ ...late, now: expiresAt })).toEqual(record);
    expect(await store.begin({ ...request, now: expiresAt + 1 })).toEqual(record);
  });

  test('requests of other names apart', async () => {
    const store = await prepared(open);
    const [one, two] = [newRequest(), newRequest()];
    await store.begin(one);
    await store.begin(two);
    await store.complete(one.name, 'reply one', one.now);

    expect(await store.begin(one)).toMatchObject({ sealed: one.sealed, reply: 'reply one' });
    expect(await store.begin(two)).toMatchObject({ sealed: two.sealed, reply: null });
  });

  test('their server', async () => {
    const store = await prepared(open);

    await store.prepare();
    await store.ping();
  });
}

function completing(open: OpenIdempotencyStore): void {
  test('the first reply, whoever else completes the request', async () => {
    const [first, second] = await twoProcesses(open);
    const request = newRequest();
    const { name, now } = request;
    await first.begin(request);

    expect(await first.complete(name, 'reply one', now)).toBe('reply one');
    expect(await second.complete(name, 'reply two', now)).toBe('reply one');

    expect(await second.begin(request)).toMatchObject({ reply: 'reply one' });
  });

  test('the same reply to 20 who complete a request at the same time', async () => {
    const [first, second] = await twoProcesses(open);
    const request = newRequest();
    const { name, now } = request;
    await first.begin(request);
    const given = Array.from({ length: 20 }, (_, index) => `reply ${index} “é”\n${'x'.repeat(2_000)}`);

    const replies = await Promise.all(
      given.map((reply, index) => (index % 2 === 0 ? first : second).complete(name, reply, now)),
    );

    const [winner = ''] = replies;
    expect(given).toContain(winner);
    expect(replies).toEqual(given.map(() => winner));
    expect(await first.begin(request)).toMatchObject({ reply: winner });
  });

  test('the given reply where there is no request, and store nothing', async () => {
    const store = await prepared(open);
    const request = newRequest();
    const { name, now, expiresAt } = request;

    expect(await store.complete(name, 'too early', now)).toBe('too early');
    expect(await store.begin(request)).toMatchObject({ sealed: request.sealed, reply: null });

    expect(await store.complete(name, 'too late', expiresAt)).toBe('too late');
    expect(await store.begin(request)).toMatchObject({ sealed: request.sealed, reply: null });
  });
}

async function prepared(open: OpenIdempotencyStore, name?: string): Promise<IdempotencyStore> {
  const { idempotency } = await closedAfterTest(open(name));
  await idempotency.prepare();
  return idempotency;
}

async function twoProcesses(
  open: OpenIdempotencyStore,
): Promise<readonly [IdempotencyStore, IdempotencyStore]> {
  const name = randomUUID();
  return [await prepared(open, name), await prepared(open, name)];
}

function newRequest() {
  const now = Date.now();
  return { name: randomUUID(), sealed: `sealed ${randomUUID()}`, now, expiresAt: now + 60_000 };
}
