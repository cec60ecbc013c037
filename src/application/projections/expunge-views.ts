import type { UserEventType } from '../../domain/user/user-events.ts';
import { Unavailable } from '../../ports/errors.ts';
import type { EventDocument, EventView } from '../../ports/event-view.ts';
import type { UserView } from '../../ports/user-view.ts';
import type { Clock, Delay } from '../environment.ts';
import type { Log } from '../log.ts';

const minute = 60_000;
/** How often to look for users who were erased, and how much time to let pass between two times of expunging. */
const [lookEvery, expungeEvery] = [minute / 2, 10 * minute];
/** How old an erasure may be that is found at the start: whoever ran before may not have come so far. */
const day = 24 * 60 * minute;
const atOnce = 500;
const erasing: UserEventType = 'UserErased';

interface Deps {
  readonly userView: Pick<UserView, 'get' | 'expunge'>;
  readonly eventView: Pick<EventView, 'search' | 'expunge'>;
  readonly clock: Clock;
  readonly delay: Delay;
  readonly log: Log;
}

/**
 * Expunges both views (`WritableView.expunge`) once users were erased, until the signal aborts: within about a minute, and at
 * most every ten minutes. The views themselves tell who was erased, so that nothing is forgotten over a restart.
 */
export async function expungeViews(deps: Deps, signal: AbortSignal): Promise<void> {
  const { delay, log } = deps;
  let round: Round = { done: new Set(), begun: Number.NEGATIVE_INFINITY };
  while (!signal.aborted) {
    try {
      round = await expungeIfDue(deps, round, signal);
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error;
      log.info(
        { err: error },
        'What was erased cannot be removed from the files of the views now; trying again',
      );
    }
    await delay(lookEvery, signal);
  }
}

interface Round {
  /** The erasures after which both views were expunged. */
  readonly done: ReadonlySet<string>;
  readonly begun: number;
}

async function expungeIfDue(deps: Deps, last: Round, signal: AbortSignal): Promise<Round> {
  const begun = deps.clock();
  if (begun - last.begun < expungeEvery) return last;
  const erasures = await findErasures(deps);
  if (erasures.every((id) => last.done.has(id))) return last;
  const { userView, eventView } = deps;
  const results = await Promise.all([userView.expunge(signal), eventView.expunge(signal)]);
  return { done: results.every((isDone) => isDone) ? new Set(erasures) : last.done, begun };
}

/** The last ones that both views have applied to the end. */
async function findErasures({ userView, eventView, clock }: Deps): Promise<readonly string[]> {
  const time = { from: clock() - day, to: null };
  const page = { direction: 'forward', count: atOnce, cursor: null } as const;
  const { items } = await eventView.search({ types: [erasing], time }, page);
  const events: readonly EventDocument[] = items.map(({ item }) => item);
  const users = await userView.get(events.map(({ userId }) => userId));
  return events.filter((_, index) => users[index]?.status === 'ERASED').map(({ id }) => id);
}
