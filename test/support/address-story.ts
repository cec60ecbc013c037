import { randomBytes } from 'node:crypto';
import { createSecrets, type Secrets } from '../../src/adapters/crypto/secrets.ts';
import type { Clock } from '../../src/application/environment.ts';
import { DomainError } from '../../src/domain/domain-error.ts';
import type { MessageStore, UserId } from '../../src/ports/message-store.ts';
import { type AddressGateway, addressGatewayOn, toAddress } from './address-gateway.ts';
import { crashingStore } from './crashing-store.ts';
import { openEmbeddedStores } from './embedded-stores.ts';
import { streamOf } from './streams.ts';

export const [ada, bob, fresh] = ['ada@example.com', 'bob@example.com', 'fresh@example.com'] as const;

/** A store in which one user has the address `ada`, and nobody the others. */
export interface AddressStory {
  readonly store: MessageStore;
  readonly secrets: Secrets;
  readonly gateway: AddressGateway;
  readonly userId: UserId;
  /** Another process, on a store of its own kind. */
  on(store: MessageStore, clock?: Clock): AddressGateway;
  /** Another process, which ends at a step. */
  crashingAt(step: number): AddressGateway;
  owners(...emails: readonly string[]): Promise<readonly (UserId | null)[]>;
  change(userId: UserId, email: string): Promise<void>;
  typesOf(userId: UserId): Promise<readonly string[]>;
}

export async function beginAddresses(): Promise<AddressStory> {
  const secrets = createSecrets(randomBytes(32));
  const { messageStore: store, feeds } = await openEmbeddedStores();
  const on: AddressStory['on'] = (other, clock = Date.now) =>
    addressGatewayOn({ store: other, feeds }, secrets, { clock });
  const gateway = on(store);
  const ownerOf = async (email: string) => (await gateway.accountOf(toAddress(email)))?.userId ?? null;
  return {
    store,
    secrets,
    gateway,
    userId: await gateway.register(ada),
    on,
    crashingAt: (at) => on(crashingStore(store, { at })),
    owners: (...emails) => Promise.all(emails.map(ownerOf)),
    change: async (userId, email) => gateway.confirmChange(await gateway.requestChange(userId, email)),
    typesOf: async (userId) => (await streamOf(store, userId)).map(({ type }) => type),
  };
}

/** How work ended: `done`, the code of a refusal, or what went wrong. */
export function outcomeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'done',
    (error: unknown) => (error instanceof DomainError ? error.code : String(error)),
  );
}
