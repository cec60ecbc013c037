import type { Secrets } from '../../src/adapters/crypto/secrets.ts';
import { makeLoadUser } from '../../src/application/load-user.ts';
import type { MessageStore, UserId } from '../../src/ports/message-store.ts';

/** Two users had one address at the same time. */
class SharedAddress extends Error {
  override readonly name = 'SharedAddress';
}

/**
 * The store, watched: after each append it compares the address of the user with those of everybody else. Appends come one
 * after the other for that, whatever is done between them.
 */
export function watchingAddresses(store: MessageStore, { userKeys }: Pick<Secrets, 'userKeys'>) {
  const loadUser = makeLoadUser({ store, userKeys });
  const owned = new Map<UserId, string>();
  let last: Promise<unknown> = Promise.resolve();

  async function look(userId: UserId): Promise<void> {
    const { user } = await loadUser(userId);
    if (user.kind !== 'registered') {
      owned.delete(userId);
      return;
    }
    for (const [other, email] of owned) {
      if (other !== userId && email === user.email) throw new SharedAddress(`Two users have ${email}.`);
    }
    owned.set(userId, user.email);
  }

  const watched: MessageStore = {
    ...store,
    append(request) {
      const appending = last.then(async () => {
        const result = await store.append(request);
        await look(request.userId);
        return result;
      });
      last = appending.catch(() => undefined);
      return appending;
    },
  };
  return { store: watched, owned };
}
