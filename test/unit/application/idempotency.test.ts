import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { commandIdsOf, newCommandIds, newSeed } from '../../../src/adapters/crypto/command-ids.ts';
import { IdempotencyKeyReused } from '../../../src/application/errors.ts';
import { makeIdempotently, type SentMutation } from '../../../src/application/idempotency.ts';
import type { CommandInfo } from '../../../src/application/request-info.ts';
import { DomainError, type Refusal } from '../../../src/domain/domain-error.ts';
import { Unavailable } from '../../../src/ports/errors.ts';
import type { IdempotencyStore } from '../../../src/ports/idempotency-store.ts';
import {
  newCommand,
  someCredentials,
  someRegistration,
  someRequest,
} from '../../support/controls/requests.ts';
import { type Embedded, openEmbedded } from '../../support/embedded.ts';

const down = new Unavailable('idempotency records', new Error('gone'));
const hour = 60 * 60 * 1_000;

let embedded: Embedded;
let records: IdempotencyStore;

beforeEach(async () => {
  embedded = await openEmbedded();
  records = embedded.stores.idempotency;
});

afterEach(() => embedded.close());

function sent(overrides: Partial<SentMutation> = {}): SentMutation {
  return {
    idempotencyKey: '8e03978e-40d5-43dd-bc93-6894a57f9324',
    operation: 'register',
    place: 'register',
    owner: null,
    input: { email: 'ada@example.com', password: 'seven purple kettles sing' },
    ...overrides,
  };
}

/** Runs a mutation, and counts how often its use case ran. */
function counting(store: Pick<IdempotencyStore, 'begin' | 'complete'> = records, clock = Date.now) {
  const idempotently = makeIdempotently({
    store,
    secretsOf: embedded.secrets.requestSecrets,
    commandIdsOf,
    newSeed,
    newCommandIds,
    clock,
  });
  const commands: CommandInfo[] = [];
  const run = (mutation: SentMutation, answer: (command: CommandInfo) => unknown = idOf) =>
    idempotently(someRequest, mutation, async (command) => {
      commands.push(command);
      return answer(command);
    });
  return { run, commands };
}

const idOf = ({ ids }: CommandInfo) => ({ id: ids.commandId });
const idsOf = (commands: readonly CommandInfo[]) => commands.map(({ ids }) => ids.commandId);

describe('a mutation without an idempotency key', () => {
  it('runs each time, with ids of its own, and nothing is remembered of it', async () => {
    const never = () => Promise.reject(new Error('It is remembered.'));
    const { run, commands } = counting({ begin: never, complete: never });
    await run(sent({ idempotencyKey: null }));
    await run(sent({ idempotencyKey: null }));
    expect(commands.map(({ repetition }) => repetition)).toEqual([{ kind: 'once' }, { kind: 'once' }]);
    expect(new Set(idsOf(commands)).size).toBe(2);
  });
});

describe('a mutation with an idempotency key', () => {
  it('runs once, and is answered the same ever after, on every gateway', async () => {
    const { run, commands } = counting();
    const first = await run(sent());
    expect(await run(sent())).toEqual(first);
    expect(await counting().run(sent())).toEqual(first);
    const repetition = { kind: 'first', begunAt: expect.any(Number) };
    expect(commands).toEqual([{ ...someRequest, ids: commands[0]?.ids, repetition }]);
    expect(first).toEqual({ id: commands[0]?.ids.commandId });
  });

  it('is refused with another input', async () => {
    const { run, commands } = counting();
    await run(sent());
    const other = run(sent({ input: { email: 'ada@example.com', password: 'another' } }));
    await expect(other).rejects.toThrow(IdempotencyKeyReused);
    expect(commands).toHaveLength(1);
  });

  it.each<[string, Partial<SentMutation>]>([
    ['key', { idempotencyKey: '8e03978e-40d5-43dd-bc93-6894a57f9325' }],
    ['operation', { operation: 'login' }],
    ['place in the request', { place: 'second' }],
    ['owner', { owner: 'c56a4180-65aa-42ec-a945-5fd21dec0538' }],
  ])('is another one with another %s', async (_what, other) => {
    const { run, commands } = counting();
    expect(await run(sent(other))).not.toEqual(await run(sent()));
    expect(commands).toHaveLength(2);
  });

  it('runs with the same ids until a reply is recorded, and knows that it was begun', async () => {
    const { run, commands } = counting();
    const lost = () => {
      throw down;
    };
    await expect(run(sent(), lost)).rejects.toBe(down);
    await expect(counting({ ...records, complete: () => Promise.reject(down) }).run(sent())).rejects.toBe(
      down,
    );
    await run(sent());
    const begunAt = expect.any(Number);
    expect(commands.map(({ repetition }) => repetition)).toEqual([
      { kind: 'first', begunAt },
      { kind: 'again', begunAt },
    ]);
    expect(new Set(idsOf(commands)).size).toBe(1);
  });

  it('is answered by the reply that was recorded first, whichever ends first', async () => {
    const gateways = [counting(), counting()];
    const replies = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        gateways[index % 2]?.run(sent(), () => ({ answeredBy: index })),
      ),
    );
    expect(new Set(replies.map((reply) => JSON.stringify(reply))).size).toBe(1);
  });

  it('is forgotten after 24 hours', async () => {
    let now = Date.now();
    const { run, commands } = counting(records, () => now);
    const first = await run(sent());
    now += 24 * hour - 1;
    expect(await run(sent())).toEqual(first);
    now += 1;
    expect(await run(sent())).not.toEqual(first);
    expect(commands.map(({ repetition }) => repetition.kind)).toEqual(['first', 'first']);
  });
});

describe('a refusal', () => {
  it.each<Refusal>([
    { code: 'INVALID_INPUT', issues: [{ path: ['email'], message: 'It is none.' }] },
    { code: 'WEAK_PASSWORD', reason: 'It is short.', suggestions: ['Use a passphrase.'] },
    { code: 'EMAIL_TAKEN' },
    { code: 'INVALID_CREDENTIALS' },
  ])('is a reply, and repeated: $code', async (refusal) => {
    const { run, commands } = counting();
    const refuse = () => {
      throw new DomainError(refusal);
    };
    await expect(run(sent(), refuse)).rejects.toThrow(new DomainError(refusal));
    await expect(run(sent())).rejects.toMatchObject({ name: 'DomainError', refusal });
    expect(commands).toHaveLength(1);
  });

  it.each([
    new DomainError({ code: 'CONFLICT' }),
    new DomainError({ code: 'TOO_MANY_REQUESTS', retryAfter: new Date() }),
    new Unavailable('message store', new Error('gone')),
    new Error('a bug'),
  ])('that another attempt may turn is none: $message', async (error) => {
    const { run, commands } = counting();
    const fail = () => {
      throw error;
    };
    await expect(run(sent(), fail)).rejects.toBe(error);
    expect(await run(sent())).toEqual({ id: commands[0]?.ids.commandId });
  });
});

it('keeps nothing that could be read without both the master key and the idempotency key', async () => {
  const kept: unknown[] = [];
  const store: Pick<IdempotencyStore, 'begin' | 'complete'> = {
    begin(request) {
      kept.push(request);
      return records.begin(request);
    },
    complete(...record) {
      kept.push(record);
      return records.complete(...record);
    },
  };
  const { run, commands } = counting(store);
  const secretOf = ({ ids }: CommandInfo) => ids.refreshSecret();
  await run(sent({ owner: 'c56a4180-65aa-42ec-a945-5fd21dec0538' }), secretOf);
  const text = JSON.stringify(kept);
  const { idempotencyKey, operation, owner } = sent({ owner: 'c56a4180-65aa-42ec-a945-5fd21dec0538' });
  const secrets = [
    idempotencyKey,
    operation,
    owner,
    'ada@example.com',
    'seven purple kettles sing',
    commands[0]?.ids.commandId,
    commands[0]?.ids.refreshSecret(),
  ];
  expect(secrets.filter((secret) => text.includes(String(secret)))).toEqual([]);
  expect(kept).toHaveLength(2);
});

it('keeps less than 2.5 kB of a login', async () => {
  let bytes = 0;
  const { app } = embedded.gateway({
    idempotency: {
      ...records,
      begin(request) {
        bytes += request.name.length + request.sealed.length;
        return records.begin(request);
      },
      complete(name, reply, now) {
        bytes += reply.length;
        return records.complete(name, reply, now);
      },
    },
  });
  await app.registerUser(someRegistration, newCommand());
  await app.idempotently(someRequest, sent(), (command) => app.logIn(someCredentials, command));
  expect(bytes).toBeGreaterThan(1_000);
  expect(bytes).toBeLessThan(2_500);
});
