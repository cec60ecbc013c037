import type { Log } from '../application/log.ts';
import type { CurrentBuild } from '../ports/view-builds.ts';
import type { Stores } from './stores.ts';

/** Says which views have another shape than this program makes, and what to do. They are served as they are. */
export async function tellShapes(
  { userBuilds, eventBuilds }: Pick<Stores, 'userBuilds' | 'eventBuilds'>,
  log: Log,
): Promise<void> {
  const builds = { users: userBuilds, events: eventBuilds };
  try {
    for (const [view, { current }] of Object.entries(builds)) tellShape(log, view, await current());
  } catch (error) {
    log.warn({ err: error }, 'The shapes of the views cannot be told now');
  }
}

function tellShape(log: Log, view: string, { index, shape, latestShape }: CurrentBuild): void {
  if (shape < latestShape) {
    log.warn(
      { view, index, shape, latestShape },
      `The view ${view} has an older shape than this version makes, and is served as it is: run \`gatehouse rebuild ${view}\``,
    );
  }
  if (shape > latestShape) {
    log.warn(
      { view, index, shape, latestShape },
      `The view ${view} was made by a newer version, and is served as far as this one knows it`,
    );
  }
}
