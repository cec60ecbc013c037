import { onTestFinished } from 'vitest';
import type { UserId } from '../../src/ports/message-store.ts';
import type { Stores } from '../../src/roles/stores.ts';

/** What readers of both views see meanwhile. */
export interface ReadersWatch {
  /** How often everybody was looked for. */
  rounds(): number;
  /** Ends it; answers with everything that was lost or became older. */
  stop(): Promise<readonly string[]>;
}

/**
 * Looks again and again for the same people, by id and by search, and for the number of their events: nobody may become older, and who
 * was found once must be found.
 */
export function watchReaders(
  { userView, eventView }: Pick<Stores, 'userView' | 'eventView'>,
  people: () => readonly { readonly id: UserId; readonly email: string }[],
): ReadersWatch {
  const seen = new Map<string, number>();
  const complaints: string[] = [];
  let rounds = 0;
  let isStopping = false;

  const saw = (what: string, version: number) => {
    const before = seen.get(what) ?? 0;
    if (version < before) complaints.push(`${what} from ${before} to ${version}`);
    seen.set(what, version);
  };

  async function look(): Promise<void> {
    // Some are enough, and leave the servers room for others.
    const some = people().slice(0, 8);
    const found = await userView.get(some.map(({ id }) => id));
    for (const [index, { id }] of some.entries()) saw(`${id} by id`, found[index]?.version ?? 0);
    for (const { id, email } of some) {
      const page = { direction: 'forward', count: 1, cursor: null } as const;
      const { items } = await userView.search({ search: email, filter: {}, order: [], page });
      saw(`${id} by search`, items[0]?.item.version ?? 0);
      saw(`${id} in events`, (await eventView.search({ userId: id }, page)).totalCount);
    }
    rounds += 1;
  }

  const looking = (async () => {
    while (!isStopping) await look();
  })();
  // It is told by `stop`; a test that failed before has no use for it.
  looking.catch(() => undefined);
  onTestFinished(() => {
    isStopping = true;
  });
  return {
    rounds: () => rounds,
    async stop() {
      isStopping = true;
      await looking;
      return complaints;
    },
  };
}
