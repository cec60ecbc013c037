import { DocumentRefused, UnreadableEvent } from '../../ports/errors.ts';
import { MailDeferred } from '../../ports/mailer.ts';
import type { UserId } from '../../ports/message-store.ts';
import { mapBounded } from '../bounded-map.ts';
import type { FailedUser } from './projection.ts';

/** Does the work for each of the users, and answers with those for whom it fails for good. */
export async function attemptUsers(
  userIds: Iterable<UserId>,
  work: (userId: UserId) => Promise<void>,
): Promise<readonly FailedUser[]> {
  const failed = await mapBounded([...userIds], async (userId): Promise<readonly FailedUser[]> => {
    try {
      await work(userId);
      return [];
    } catch (error) {
      if (isOfUser(error)) return [{ userId, error }];
      throw error;
    }
  });
  return failed.flat();
}

function isOfUser(error: unknown): error is FailedUser['error'] {
  return (
    error instanceof UnreadableEvent || error instanceof DocumentRefused || error instanceof MailDeferred
  );
}
