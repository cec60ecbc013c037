import { commandIdsOf, newSeed } from '../../../src/adapters/crypto/command-ids.ts';
import type { CommandInfo, RequestInfo } from '../../../src/application/request-info.ts';
import { someClient } from './user-events.ts';

const somePassword = 'seven purple kettles sing';
export const wrongPassword = 'eight yellow saucepans hum';

export const someRegistration = { email: 'ada@example.com', password: somePassword, displayName: 'Ada' };
export const someCredentials = { email: 'ada@example.com', password: somePassword };

export const someRequest: RequestInfo = {
  actorId: null,
  correlationId: 'a-request',
  trace: null,
  client: someClient,
  source: someClient.ipAddress,
};

/** A command that nobody sent before, nor sends again. */
export function newCommand(overrides: Partial<CommandInfo> = {}): CommandInfo {
  return { ...someRequest, ids: commandIdsOf(newSeed()), repetition: { kind: 'once' }, ...overrides };
}

/** A command that can be sent again, as it is sent first and as it comes again. */
export function repeatable(): readonly [first: CommandInfo, again: CommandInfo] {
  const begunAt = Date.now();
  const info = { ...someRequest, ids: commandIdsOf(newSeed()) };
  return [
    { ...info, repetition: { kind: 'first', begunAt } },
    { ...info, repetition: { kind: 'again', begunAt } },
  ];
}
