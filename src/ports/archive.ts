import type { StoredEvent, UserId } from './message-store.ts';

/**
 * Where events go that are no longer kept in the message store: files of JSON Lines, a folder for each
 * partition. What is personal in them stays encrypted with the keys of the users, which stay in the store.
 */
export interface Archive {
  /**
   * The archived events of one user with versions above `after`, in order.
   * @throws Unavailable when the files cannot be read
   */
  read(userId: UserId, after: number): AsyncIterable<StoredEvent>;
}
