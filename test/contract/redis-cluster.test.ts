import { inject } from 'vitest';
import { redisContracts } from './redis-contracts.ts';

redisContracts('a Redis Cluster', inject('redisClusterUrls'));
