import type { UserId } from '../../ports/message-store.ts';
import type { Offset } from '../../ports/position.ts';

/** The users of a partition that there were when its feed ended at an offset, and perhaps some more. */
export interface RememberedUsers {
  readonly ids: ReadonlySet<UserId>;
  readonly since: Offset;
}

/** Users of other partitions that a look at all names came across. */
export interface RememberedPartitions {
  /** Answers once: who asks again for the same partition wants a new look. Null when nothing is known of it. */
  take(partition: number): RememberedUsers | null;
  /** Replaces what was remembered, by what stands in it when it is complete. */
  begin(partition: number, heads: readonly Offset[]): Remembering;
}

export interface Remembering {
  add(partition: number, id: UserId): void;
  complete(): void;
}

/** Some tens of megabytes at the most. */
const mostUsers = 250_000;
/** In milliseconds. Later, what the feed has since then would be too much to read. */
const longest = 600_000;

export function createRememberedPartitions(): RememberedPartitions {
  let remembered = new Map<number, RememberedUsers>();
  let endsAt = 0;
  return {
    take(partition) {
      const users = performance.now() < endsAt ? remembered.get(partition) : undefined;
      remembered.delete(partition);
      return users ?? null;
    },
    begin(partition, heads) {
      remembered = new Map();
      const begunAt = performance.now();
      const found = othersOf(partition, heads);
      let count = 0;
      return {
        add: (of, id) => {
          const ids = found.get(of)?.ids;
          if (ids === undefined || ids.has(id)) return;
          ids.add(id);
          count += 1;
          if (count > mostUsers) count -= dropLast(found);
        },
        complete: () => {
          remembered = found;
          endsAt = begunAt + longest;
        },
      };
    },
  };
}

type Found = Map<number, { readonly ids: Set<UserId>; readonly since: Offset }>;

/** In the order in which they will be asked for, most likely. */
function othersOf(partition: number, heads: readonly Offset[]): Found {
  const places = heads.map((since, of) => [of, { ids: new Set<UserId>(), since }] as const);
  return new Map([...places.slice(partition + 1), ...places.slice(0, partition)]);
}

function dropLast(found: Found): number {
  const [partition, users] = [...found].at(-1) ?? [];
  if (partition !== undefined) found.delete(partition);
  return users?.ids.size ?? 0;
}
