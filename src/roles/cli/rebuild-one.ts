import { randomUUID } from 'node:crypto';
import { createPartitionLeases, type PartitionLeases } from '../../application/partition-leases.ts';
import { makePatience } from '../../application/rebuild/patience.ts';
import { BuildIncomplete } from '../../application/rebuild/rebuild-partition.ts';
import { rebuildView } from '../../application/rebuild/rebuild-view.ts';
import type { RebuildableView, VersionedDocument } from '../../application/rebuild/rebuildable-view.ts';
import { BuildGone, NameTaken } from '../../ports/view-builds.ts';
import { delay } from '../compose.ts';
import { explainFailure } from '../explain-failure.ts';
import { type Cli, CommandFailed } from './cli.ts';
import { buildOf, type NamedView, planRebuild, type RebuildPlan } from './rebuild-plan.ts';
import { createProgressTeller } from './rebuild-progress.ts';
import { toObstacle, toSummary } from './rebuild-report.ts';
import type { RebuildableViews } from './rebuild-views.ts';
import type { Opened } from './with-stores.ts';

export interface RebuildWishes {
  /** Null for the build that replaces the current one. */
  readonly named: NamedView | null;
  readonly skipUnreadable: boolean;
}

const clock = () => performance.now();

/** Rebuilds one view, and tells what came of it. @throws CommandFailed */
export async function rebuildOne<Document extends VersionedDocument>(
  { cli, opened, store }: { readonly cli: Cli; readonly opened: Opened } & Pick<RebuildableViews, 'store'>,
  view: RebuildableView<Document>,
  { named, skipUnreadable }: RebuildWishes,
): Promise<void> {
  const plan = planRebuild(view.name, named);
  const { partitions } = store;
  const outcome = await explaining(plan, () =>
    rebuildView({
      store,
      view,
      asOf: named?.asOf,
      skipUnreadable,
      ...buildOf(view.builds, named),
      leases: leasesOf(cli, opened, plan),
      checkpoint: () => stopWhenAsked(cli.signal),
      patiently: patienceOf(cli),
      onBegin({ index, finished }) {
        const done =
          finished.length === 0 ? '' : `; ${finished.length} of ${partitions} partitions are done already`;
        cli.tell(`${view.name}: building ${index}${done}`);
      },
      onProgress: createProgressTeller(cli, view.name, clock),
      onLeaseLost: () =>
        cli.tell(
          `${view.name}: the message store was away for too long; making sure that nobody else is at work`,
        ),
    }),
  ).finally(() => cli.show?.(''));
  if (outcome.kind === 'busy') throw busy(plan);
  if (outcome.kind === 'unreadable') throw new CommandFailed(toObstacle(plan, outcome.failed));
  for (const line of toSummary(plan, outcome)) cli.print(line);
}

/** What no two runs may do at once. */
export function leasesOf(cli: Cli, { stores }: Opened, { view, group }: RebuildPlan): PartitionLeases {
  return createPartitionLeases({
    feeds: stores.feeds,
    group,
    owner: randomUUID(),
    delay: (milliseconds, signal = cli.signal) => delay(milliseconds, signal),
    clock,
    onWait: () => cli.tell(`${view}: waiting, because another run works on it or was killed`),
  });
}

export function busy({ command }: RebuildPlan): CommandFailed {
  return new CommandFailed(
    `Another run of ${command} is at work and holds its lease: wait until it has ended, or end it. Nothing was done here. ` +
      'gatehouse views list tells how far it is.',
  );
}

function patienceOf(cli: Cli) {
  return makePatience({
    delay: (milliseconds) => delay(milliseconds, cli.signal),
    checkpoint: () => stopWhenAsked(cli.signal),
    onAway: (error) =>
      cli.tell(`${explainFailure(error)}\nTrying again until it works, or until you press Ctrl-C.`),
    onBack: () => cli.tell('It works again.'),
  });
}

function stopWhenAsked(signal: AbortSignal): void {
  if (!signal.aborted) return;
  throw new CommandFailed(
    'Stopped when asked to. Nothing has changed for readers, and nothing is lost: the same command goes on from here.',
  );
}

/** @throws CommandFailed */
async function explaining<Result>(
  { undo, command }: RebuildPlan,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof BuildGone) {
      throw new CommandFailed(
        'The build was removed while it was being filled. Nothing was published. Run this again.',
      );
    }
    if (error instanceof NameTaken) throw new CommandFailed(error.message);
    if (error instanceof BuildIncomplete) {
      throw new CommandFailed(
        `${error.message} Nothing was published. Begin anew: ${undo}, and then ${command}.`,
      );
    }
    throw error;
  }
}
