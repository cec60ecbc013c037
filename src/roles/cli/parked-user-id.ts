import { InvalidArgumentError } from 'commander';
import { isUserId } from '../../application/verify/verified-view.ts';
import type { UserId } from '../../ports/message-store.ts';

const typeName = 'User:';

/** The id of a user, as the log has it or as GraphQL shows it. @throws InvalidArgumentError */
export function parseUserId(text: string): UserId {
  const global = Buffer.from(text, 'base64').toString();
  const id = (global.startsWith(typeName) ? global.slice(typeName.length) : text).toLowerCase();
  if (!isUserId(id)) {
    throw new InvalidArgumentError(
      'It is no id of a user, such as 0b7c7c1e-5a3e-4c52-9a43-1f0f6f1f6a01, or as GraphQL shows it.',
    );
  }
  return id;
}

/** The id of a user as GraphQL shows it. */
export function toGlobalId(userId: UserId): string {
  return Buffer.from(typeName + userId).toString('base64');
}
