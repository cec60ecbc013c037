import type { RequestInfo } from '../../../src/application/request-info.ts';
import { someClient } from './user-events.ts';

const somePassword = 'seven purple kettles sing';
export const wrongPassword = 'eight yellow saucepans hum';

export const someRegistration = { email: 'ada@example.com', password: somePassword, displayName: 'Ada' };
export const someCredentials = { email: 'ada@example.com', password: somePassword };

export const someRequest: RequestInfo = {
  actorId: null,
  correlationId: 'a-request',
  client: someClient,
};
