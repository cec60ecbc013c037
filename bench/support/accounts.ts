import { randomBytes } from 'node:crypto';
import { newCommandIds } from '../../src/adapters/crypto/command-ids.ts';
import { newId } from '../../src/adapters/crypto/new-id.ts';
import { createSecrets } from '../../src/adapters/crypto/secrets.ts';
import { createRedisFeeds } from '../../src/adapters/redis/redis-feeds.ts';
import { createRedisMessageStore } from '../../src/adapters/redis/redis-message-store.ts';
import { makeCommandHistory } from '../../src/application/command-history.ts';
import { makeChangeDisplayName } from '../../src/application/commands/change-display-name.ts';
import { makeHandleCommand } from '../../src/application/handle-command.ts';
import { makeHandleRemembered } from '../../src/application/handle-remembered.ts';
import { type LoadUser, makeLoadUser } from '../../src/application/load-user.ts';
import type { CommandInfo } from '../../src/application/request-info.ts';
import { toEmailAddress } from '../../src/domain/email-address.ts';
import type { MessageStore, UserId } from '../../src/ports/message-store.ts';
import { partitionOf } from '../../src/ports/partitions.ts';

/** The log of accounts as the application writes it, with data of usual sizes. */
export interface Accounts {
  /** Answers with the new user's id. */
  register(number: number): Promise<UserId>;
  logIn(userId: UserId): Promise<void>;
  changeDisplayName(userId: UserId, displayName: string): Promise<void>;
  readonly store: MessageStore;
  readonly loadUser: LoadUser;
}

export const partitions = 16;
const passwordHash = `$argon2id$v=19$m=19456,t=2,p=1$${'c2FsdHNhbHRzYWx0c2FsdA'}$${'h'.repeat(43)}`;
const client = {
  ipAddress: '203.0.113.57',
  userAgent:
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36',
};

type Redis = Parameters<typeof createRedisMessageStore>[0]['redis'];

export async function openAccounts(redis: Redis, masterKey = randomBytes(32)): Promise<Accounts> {
  const { userKeys, claimKey: claimKeyOf, fingerprint } = createSecrets(masterKey);
  const store = createRedisMessageStore({ redis, partitions, keyFingerprint: fingerprint });
  await store.prepare();
  const loadUser = makeLoadUser({ store, userKeys });
  const history = makeCommandHistory({ store, feeds: createRedisFeeds({ redis, partitions }), loadUser });
  const handleCommand = makeHandleCommand({ store, loadUser, history, userKeys, clock: Date.now });
  const handleRemembered = makeHandleRemembered({ handleCommand, loadUser });
  const changeDisplayName = makeChangeDisplayName({ handleCommand: handleRemembered, clock: Date.now });

  return {
    async register(number) {
      const email = toEmailAddress(`user-${String(number).padStart(7, '0')}@mail.eu`);
      if (typeof email !== 'string') throw new Error(email.problem);
      const claimKey = claimKeyOf(email);
      const userId = drawId(claimKey);
      const account = { email, displayName: 'Ada Lovelace', passwordHash, roles: [] };
      const command = { type: 'RegisterUser', now: Date.now(), ...account } as const;
      await handleCommand({ userId, claimKey, info: newCommand(), command });
      return userId;
    },
    async logIn(userId) {
      const proof = { provenPassword: 1, rehashed: null, sessionId: newId() };
      const command = { type: 'LogIn', now: Date.now(), client, ...proof } as const;
      await handleCommand({ userId, command, info: newCommand() });
    },
    async changeDisplayName(userId, displayName) {
      await changeDisplayName({ userId, sessionId: '', roles: [] }, { displayName }, newCommand(userId));
    },
    store,
    loadUser,
  };
}

function drawId(claimKey: string): UserId {
  for (;;) {
    const userId = newId();
    if (partitionOf(userId, partitions) === partitionOf(claimKey, partitions)) return userId;
  }
}

function newCommand(actorId: UserId | null = null): CommandInfo {
  const request = { actorId, correlationId: newId(), trace: null, client, source: '203.0.113.57' };
  return { ...request, ids: newCommandIds(), repetition: { kind: 'once' } };
}
