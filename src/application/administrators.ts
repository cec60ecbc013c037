import { DomainError } from '../domain/domain-error.ts';
import type { User } from '../domain/user/user.ts';
import type { AdministratorRegister } from '../ports/administrator-register.ts';
import { Unavailable } from '../ports/errors.ts';
import type { UserId } from '../ports/message-store.ts';
import type { Cursor } from '../ports/page.ts';
import type { UserView } from '../ports/user-view.ts';
import { mapBounded } from './bounded-map.ts';
import type { FoldedUser, LoadUser } from './load-user.ts';
import { adminRole } from './viewer.ts';

/** Somebody who can administer. */
function isAdministrator(user: User): boolean {
  return user.kind === 'registered' && user.status === 'ACTIVE' && user.roles.includes(adminRole);
}

/**
 * Sees to it that one administrator is always left: whoever is to be none any more leaves the register before the log says so,
 * and whoever is one comes in after. So who is in it is one, and while somebody else is in it nobody who leaves is the last.
 */
export interface Administrators {
  /**
   * Notes an administrator, of whom the log says so by now; does nothing for others. Never rejects with `Unavailable`: who is
   * missing is found when it matters.
   */
  given(userId: UserId, outcome: FoldedUser): Promise<void>;
  /**
   * Has to be called before every append that lets somebody be an administrator no more, be it by the role, by a deactivation
   * or by erasing, with the user at exactly the version behind which is appended: it is the `before` of such a command.
   * @throws DomainError LAST_ADMINISTRATOR when nobody else is one
   * @throws Unavailable when that cannot be told
   */
  taking(userId: UserId, known: FoldedUser): Promise<void>;
}

const pageSize = 50;

export function createAdministrators(deps: {
  readonly register: Pick<AdministratorRegister, 'add' | 'removeUnlessLast'>;
  /** Hints at who else is an administrator. */
  readonly userView: Pick<UserView, 'search'>;
  readonly loadUser: LoadUser;
}): Administrators {
  const { register } = deps;
  return {
    async given(userId, outcome) {
      await note(userId, outcome).catch((error: unknown) => {
        // The log says it, where whoever looks for administrators finds it.
        if (!(error instanceof Unavailable)) throw error;
      });
    },
    async taking(userId, { user, version }) {
      if (!isAdministrator(user) || (await register.removeUnlessLast(userId, version))) return;
      for await (const candidates of candidatesBeside(userId)) {
        await mapBounded(candidates, async (candidate) => note(candidate, await deps.loadUser(candidate)));
        if (await register.removeUnlessLast(userId, version)) return;
      }
      throw new DomainError({ code: 'LAST_ADMINISTRATOR' });
    },
  };

  async function note(userId: UserId, { user, version }: FoldedUser): Promise<void> {
    if (isAdministrator(user)) await register.add(userId, version);
  }

  /** Who the view says are administrators, page by page. */
  async function* candidatesBeside(userId: UserId): AsyncGenerator<readonly UserId[], void> {
    let cursor: Cursor | null = null;
    do {
      const page: Awaited<ReturnType<typeof pageBehind>> = await pageBehind(cursor);
      yield page.items.map(({ item }) => item.id).filter((id) => id !== userId);
      cursor = page.hasNextPage ? (page.items.at(-1)?.cursor ?? null) : null;
    } while (cursor !== null);
  }

  function pageBehind(cursor: Cursor | null) {
    return deps.userView.search({
      filter: { status: ['ACTIVE'], role: adminRole },
      order: [{ field: 'REGISTERED_AT', direction: 'ASC' }],
      page: { direction: 'forward', count: pageSize, cursor },
    });
  }
}
