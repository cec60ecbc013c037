import { randomUUID } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { afterEach, beforeEach, expect, it, onTestFinished } from 'vitest';
import { makeLoadUser } from '../../../../src/application/load-user.ts';
import type { Projection } from '../../../../src/application/projections/projection.ts';
import { runProjection } from '../../../../src/application/projections/run-projection.ts';
import type { EmailAddress } from '../../../../src/domain/email-address.ts';
import type { UserEvent } from '../../../../src/domain/user/user-events.ts';
import { Unavailable } from '../../../../src/ports/errors.ts';
import { MailDeferred } from '../../../../src/ports/mailer.ts';
import type { UserId } from '../../../../src/ports/message-store.ts';
import { beginning } from '../../../../src/ports/position.ts';
import { composeMails } from '../../../../src/roles/compose-mails.ts';
import { parseConfig } from '../../../../src/roles/config.ts';
import { temporaryFolder } from '../../../support/archives.ts';
import { newUserId } from '../../../support/controls/new-user-id.ts';
import { sealedAppend } from '../../../support/controls/sealed-append.ts';
import { passwordChanged, userErased, userRegistered } from '../../../support/controls/user-events.ts';
import { type Embedded, openEmbedded } from '../../../support/embedded.ts';
import { hurried } from '../../../support/hurried.ts';
import { type MailServer, type Refusal, startMailServer } from '../../../support/mail-server.ts';
import type { Settings } from '../../../support/product.ts';
import { waitFor } from '../../../support/wait-for.ts';

let embedded: Embedded;
let server: MailServer;
/** What the server answers an address, for as long as it stands here. */
let refusals: Map<string, Refusal>;
let counted: string[];
let projection: Projection;

beforeEach(async () => {
  embedded = await openEmbedded();
  refusals = new Map();
  counted = [];
  server = await startMailServer({ refuse: (_step, to) => refusals.get(to) ?? null });
  projection = mails({ SMTP_URL: server.url });
});

afterEach(async () => {
  await embedded.close();
  await server[Symbol.asyncDispose]();
});

/** The projection as one process has it. */
function mails(settings: Settings): Projection {
  const { stores, secrets, log } = embedded;
  const config = parseConfig({ LINKS_URL: 'https://login.example/', ...settings });
  const composed = composeMails(config, {
    store: stores.messageStore,
    feeds: stores.feeds,
    loadUser: makeLoadUser({ store: stores.messageStore, userKeys: secrets.userKeys }),
    secrets,
    log,
    delay: (milliseconds, signal) => hurried(milliseconds / 100, signal),
    observeMail: (kind, outcome) => counted.push(`${kind} ${outcome}`),
  });
  onTestFinished(() => composed.close());
  return composed.projection;
}

const at = () => Date.now() - 1_000;

/** Somebody of whom this happened. */
async function user(name: string, ...events: readonly UserEvent[]): Promise<UserId> {
  const email = `${name}@example.com` as EmailAddress;
  const history = [{ ...userRegistered({ email }), at: at() }, ...events];
  const request = sealedAppend(embedded.secrets.userKeys, history);
  await embedded.stores.messageStore.append(request);
  return request.userId;
}

const changed = (): UserEvent => ({ ...passwordChanged(), at: at() });

/** All entries of all feeds. */
async function entries() {
  const { feeds } = embedded.stores;
  const partitions = Array.from({ length: feeds.partitions }, (_, partition) => partition);
  return (await Promise.all(partitions.map((one) => feeds.read(one, beginning, 1_000)))).flat();
}

async function received(): Promise<readonly string[]> {
  return (await server.all()).map(({ to }) => to).sort();
}

it('mails a link with the token that the log knows by its hash', async () => {
  const tokenId = randomUUID();
  const { oneTimeTokens } = embedded.secrets;
  const request = sealedAppend(embedded.secrets.userKeys, [userRegistered()]);
  const made = oneTimeTokens.make('verify-email', request.userId, tokenId);
  const data = { tokenId, tokenHash: made.hash, expiresAt: Date.now() + 60_000 };
  const asked: UserEvent = { type: 'EmailVerificationRequested', at: at(), data };
  const history = [{ ...userRegistered(), at: at() }, asked];
  const all = sealedAppend(embedded.secrets.userKeys, history, request.userId);
  await embedded.stores.messageStore.append(all);

  expect(await projection.apply(await entries())).toEqual([]);

  expect((await server.all()).map(({ to, links, messageId }) => ({ to, links, messageId }))).toEqual([
    {
      to: 'ada@example.com',
      links: [`https://login.example/verify-email#token=${made.token}`],
      messageId: `<verify-email.${all.events[1]?.eventId}@localhost>`,
    },
  ]);
});

it('says nothing in a mail that a user chose', async () => {
  const displayName = 'Win at https://evil.example/';
  const history = [{ ...userRegistered({ displayName }), at: at() }, changed()];
  await embedded.stores.messageStore.append(sealedAppend(embedded.secrets.userKeys, history));

  await projection.apply(await entries());

  expect((await server.all()).map(({ raw }) => raw.includes('evil'))).toEqual([false]);
});

it('sends a mail once in a process, and by the same name in another', async () => {
  await user('ada', changed());

  await projection.apply(await entries());
  await projection.apply(await entries());
  expect(await received()).toEqual(['ada@example.com']);
  await mails({ SMTP_URL: server.url }).apply(await entries());

  const ids = (await server.all()).map(({ messageId }) => messageId);
  expect(ids).toHaveLength(2);
  expect(new Set(ids).size).toBe(1);
});

it('waits while the server is away, sets nobody aside, and repeats nothing that was taken', async () => {
  for (const name of ['ada', 'grace', 'joan', 'mary']) await user(name, changed());
  refusals.set('joan@example.com', { code: 421, text: 'Closing' });

  await expect(projection.apply(await entries())).rejects.toThrow(Unavailable);
  refusals.clear();
  expect(await projection.apply(await entries())).toEqual([]);

  expect(await received()).toEqual([
    'ada@example.com',
    'grace@example.com',
    'joan@example.com',
    'mary@example.com',
  ]);
});

it('sends the others theirs when one is refused for good, and tries that one no more', async () => {
  for (const name of ['ada', 'eve', 'grace']) await user(name, changed());
  refusals.set('eve@example.com', { code: 550, text: 'Nobody' });

  expect(await projection.apply(await entries())).toEqual([]);
  refusals.clear();
  expect(await projection.apply(await entries())).toEqual([]);

  expect(await received()).toEqual(['ada@example.com', 'grace@example.com']);
  expect(counted.toSorted()).toEqual([
    'password-changed refused',
    'password-changed sent',
    'password-changed sent',
  ]);
  expect(embedded.log.messages).toContain('A mail was refused for good');
});

it('sets only that user aside whose mail is not taken now, and tries again by itself', async () => {
  for (const name of ['ada', 'grace']) await user(name, changed());
  const eve = await user('eve', changed());
  refusals.set('eve@example.com', { code: 450, text: 'Later' });
  const stopping = new AbortController();
  const { feeds } = embedded.stores;
  const deps = { feeds, owner: randomUUID(), log: embedded.log, clock: Date.now, delay: hurried };

  const running = runProjection(deps, projection, stopping.signal);
  onTestFinished(async () => {
    stopping.abort();
    await running;
  });
  await waitFor(async () => expect(await received()).toEqual(['ada@example.com', 'grace@example.com']));
  const parked = async () => {
    const partitions = Array.from({ length: feeds.partitions }, (_, partition) => partition);
    const users = await Promise.all(partitions.map((one) => feeds.parked('mails', one)));
    return users.flat().map(({ userId }) => userId);
  };
  await waitFor(async () => expect(await parked()).toEqual([eve]));
  await user('joan', changed());
  await server.to('joan@example.com');
  expect(await parked()).toEqual([eve]);
  refusals.clear();

  await server.to('eve@example.com');
  await waitFor(async () => expect(await parked()).toEqual([]));
  expect(await received()).toEqual(['ada', 'eve', 'grace', 'joan'].map((name) => `${name}@example.com`));
});

it('tells what is wrong of a user whose mail is not taken now', async () => {
  const userId = await user('eve', changed());
  refusals.set('eve@example.com', { code: 450, text: '4.2.2 Full: eve@example.com' });

  const failed = await projection.apply(await entries());

  expect(failed).toEqual([{ userId, error: expect.any(MailDeferred) }]);
  expect(failed[0]?.error.message).toBe(
    'The mail server answered 450 4.2.2 to RCPT TO: it may take this mail later.',
  );
});

it('removes the files with mails to a user who is erased, and of nobody else', async () => {
  const folder = temporaryFolder();
  const inFolder = mails({ MAIL_DIR: folder });
  const ada = newUserId();
  const append = async (userId: UserId, events: readonly UserEvent[]) =>
    void (await embedded.stores.messageStore.append(sealedAppend(embedded.secrets.userKeys, events, userId)));
  await append(ada, [{ ...userRegistered(), at: at() }, changed()]);
  const grace = await user('grace', changed());
  await inFolder.apply(await entries());
  expect(
    readdirSync(folder)
      .map((name) => name.split('.')[0])
      .toSorted(),
  ).toEqual([ada, grace].toSorted());

  const { messageStore } = embedded.stores;
  const { version } = await messageStore.head(ada);
  const [, erased] = sealedAppend(embedded.secrets.userKeys, [userRegistered(), userErased(at())]).events;
  if (erased === undefined) throw new Error('There is no event.');
  const snapshot = { schema: 1_000, sealed: new Uint8Array() };
  const request = { userId: ada, expectedVersion: version, events: [erased], snapshot };
  await messageStore.append({ ...request, destroysKey: true });
  await inFolder.apply(await entries());

  expect(readdirSync(folder).map((name) => name.split('.')[0])).toEqual([grace]);
});

it('passes what is long over without a mail', async () => {
  await user('ada', passwordChanged());

  expect(await projection.apply(await entries())).toEqual([]);

  expect(await received()).toEqual([]);
});
