import { inject } from 'vitest';
import { openRedisKeyRing, openRedisSessionStore, openRedisWriteSide } from '../support/open-redis.ts';
import { feedsContract } from './feeds.contract.ts';
import { keyRingContract } from './key-ring.contract.ts';
import { messageStoreContract } from './message-store.contract.ts';
import { sessionStoreContract } from './session-store.contract.ts';

const url = inject('redisUrl');

messageStoreContract('Redis', openRedisWriteSide(url));
feedsContract('Redis', openRedisWriteSide(url));
sessionStoreContract('Redis', openRedisSessionStore(url));
keyRingContract('Redis', openRedisKeyRing(url));
