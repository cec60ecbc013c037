import type { Command } from 'commander';
import type { ViewBuilds } from '../../ports/view-builds.ts';
import { type Cli, CommandFailed } from './cli.ts';
import { parseViewName } from './parse-view-name.ts';
import { type ListedViews, toJson, toReport, type ViewName } from './views-report.ts';
import { type Opened, withStores } from './with-stores.ts';

/** Adds `gatehouse views`. */
export function addViewsCommand(program: Command, cli: Cli): void {
  const views = program.command('views').description('Lists the views, and removes those of the past.');
  const opening = { isBesideServer: true };
  views
    .command('list')
    .description('Lists what is read now, what a rebuild is filling, and the views as of an instant.')
    .option('--json', 'print it as JSON')
    .action(({ json = false }: { readonly json?: boolean }) =>
      withStores(
        cli,
        async (opened) => {
          const listed = await listViews(opened);
          for (const line of json ? [toJson(listed)] : toReport(listed)) cli.print(line);
        },
        opening,
      ),
    );
  views
    .command('drop')
    .description('Removes a view as of an instant, of users and of events, complete or not.')
    .argument('<name>', 'its name', parseViewName)
    .action((name: string) => withStores(cli, (opened) => drop(cli, opened, name), opening));
}

type Listable = Pick<ViewBuilds<unknown, unknown>, 'current' | 'pending' | 'named' | 'dropNamed'>;

function buildsOf({ stores }: Opened): readonly { readonly view: ViewName; readonly builds: Listable }[] {
  return [
    { view: 'users', builds: stores.userBuilds },
    { view: 'events', builds: stores.eventBuilds },
  ];
}

async function listViews(opened: Opened): Promise<ListedViews> {
  await opened.stores.messageStore.prepare();
  const { PARTITIONS: partitions } = opened.config;
  const listed = await Promise.all(
    buildsOf(opened).map(async ({ view, builds }) => {
      const [current, pending, named] = await Promise.all([
        builds.current(),
        builds.pending(),
        builds.named(),
      ]);
      const filling = pending && { index: pending.index, partitionsDone: pending.finished.length };
      return {
        view: { view, ...current, pending: filling, partitions },
        named: named.map((build) => ({ ...build, view })),
      };
    }),
  );
  return {
    views: listed.map(({ view }) => view),
    named: listed
      .flatMap(({ named }) => named)
      .toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)),
  };
}

/** @throws CommandFailed */
async function drop(cli: Cli, opened: Opened, name: string): Promise<void> {
  await opened.stores.messageStore.prepare();
  const dropped: string[] = [];
  for (const { view, builds } of buildsOf(opened)) {
    if (await builds.dropNamed(name)) dropped.push(view);
  }
  if (dropped.length === 0) {
    throw new CommandFailed(`There is no view named ${name}: gatehouse views list tells which there are.`);
  }
  cli.print(`Removed the view named ${name}, of ${dropped.join(' and ')}.`);
}
