import DataLoader from 'dataloader';
import type { UserId } from '../ports/message-store.ts';
import type { UserDocument } from '../ports/user-view.ts';

/** Reads users one by one as a request comes upon them, many in one step, and each once. */
export interface UserLoaders {
  /** From a named view; from the present one if there is no name. */
  load(id: UserId, view?: string): Promise<UserDocument | null>;
  /** What was read of the present before may be older than what is asked for from now on. */
  forget(): void;
}

type Read = (ids: readonly UserId[], view?: string) => Promise<readonly (UserDocument | null)[]>;

export function createUserLoaders(read: Read): UserLoaders {
  const present = new DataLoader<UserId, UserDocument | null>((ids) => read(ids));
  const named = new Map<string, typeof present>();
  return {
    load(id, view) {
      if (view === undefined) return present.load(id);
      const loader = named.get(view) ?? new DataLoader<UserId, UserDocument | null>((ids) => read(ids, view));
      named.set(view, loader);
      return loader.load(id);
    },
    forget: () => void present.clearAll(),
  };
}
