import type { Log } from '../../src/application/log.ts';

/** A log that keeps its messages. */
export function createTestLog(): Log & { readonly messages: string[] } {
  const messages: string[] = [];
  const keep = (_fields: object, message: string) => void messages.push(message);
  return { messages, info: keep, warn: keep, error: keep };
}
