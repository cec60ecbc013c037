import { inject } from 'vitest';
import { redisContracts } from './redis-contracts.ts';

redisContracts('Redis', inject('redisUrl'));
