import {
  openRedisAdministratorRegister,
  openRedisIdempotencyStore,
  openRedisKeyRing,
  openRedisSessionStore,
  openRedisWriteSide,
} from '../support/open-redis.ts';
import { administratorRegisterContract } from './administrator-register.contract.ts';
import { feedsContract } from './feeds.contract.ts';
import { idempotencyStoreContract } from './idempotency-store.contract.ts';
import { keyRingContract } from './key-ring.contract.ts';
import { messageStoreContract } from './message-store.contract.ts';
import { sessionStoreContract } from './session-store.contract.ts';

/** What every adapter on Redis has to do, on one server or on a Cluster. */
export function redisContracts(name: string, urls: string): void {
  messageStoreContract(name, openRedisWriteSide(urls));
  feedsContract(name, openRedisWriteSide(urls), { trims: true });
  sessionStoreContract(name, openRedisSessionStore(urls));
  keyRingContract(name, openRedisKeyRing(urls));
  administratorRegisterContract(name, openRedisAdministratorRegister(urls));
  idempotencyStoreContract(name, openRedisIdempotencyStore(urls));
}
