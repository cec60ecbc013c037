import { Argument, type Command, Option } from 'commander';
import type { NamedBuild } from '../../ports/view-builds.ts';
import { type Cli, CommandFailed } from './cli.ts';
import { parseAsOf } from './parse-as-of.ts';
import { parseViewName } from './parse-view-name.ts';
import { busy, leasesOf, rebuildOne } from './rebuild-one.ts';
import { type NamedView, planRebuild } from './rebuild-plan.ts';
import { composeRebuildableViews, type RebuildableViews } from './rebuild-views.ts';
import type { ViewName } from './views-report.ts';
import { type Opened, withStores } from './with-stores.ts';

interface Options {
  readonly asOf?: number;
  readonly into?: string;
  readonly skipUnreadable?: true;
  readonly abandon?: true;
}

/** Adds `gatehouse rebuild`. */
export function addRebuildCommand(program: Command, cli: Cli): void {
  program
    .command('rebuild')
    .summary('makes a view anew from the log')
    .description(
      'Makes a view anew from the log, while servers go on and queries read the present one, and puts it in its place once ' +
        'all of it is there. With --as-of it makes a view of the past beside it. May be ended at any moment: the same ' +
        'command goes on from there.',
    )
    .addArgument(
      new Argument('[view]', 'which one; with --as-of both if left out').choices(['users', 'events']),
    )
    .addOption(
      new Option(
        '--as-of <time>',
        'make the view as it was then: a date such as 2026-01-31, or a time such as 2026-01-31T12:00:00Z, in UTC',
      ).argParser((text) => parseAsOf(text)),
    )
    .addOption(
      new Option('--into <name>', 'the name by which that view is asked for').argParser(parseViewName),
    )
    .option(
      '--skip-unreadable',
      'publish without users that cannot be made anew: they keep what they have now',
    )
    .addOption(
      new Option('--abandon', 'remove what an earlier run has built and not published').conflicts([
        'asOf',
        'into',
        'skipUnreadable',
      ]),
    )
    .action((view: ViewName | undefined, options: Options, command: Command) => {
      const named = namedOf(command, options);
      const views = viewsOf(command, view, named);
      const work = options.abandon
        ? (opened: Opened) => abandon({ cli, opened }, views)
        : (opened: Opened) => rebuild({ cli, opened }, { views, named, options });
      return withStores(cli, work, { isBesideServer: true });
    });
}

function namedOf(command: Command, { asOf, into: name }: Options): NamedView | null {
  if (asOf === undefined && name === undefined) return null;
  if (asOf === undefined) return command.error('error: --into needs --as-of, with the time of the view');
  if (name === undefined) return command.error('error: --as-of needs --into, with a name for the view');
  return { name, asOf };
}

function viewsOf(command: Command, view: ViewName | undefined, named: NamedView | null): readonly ViewName[] {
  if (view !== undefined) return [view];
  if (named !== null) return ['users', 'events'];
  return command.error('error: name the view: gatehouse rebuild users, or gatehouse rebuild events');
}

interface Work {
  readonly cli: Cli;
  readonly opened: Opened;
}

async function rebuild(
  work: Work,
  { views, named, options }: { views: readonly ViewName[]; named: NamedView | null; options: Options },
): Promise<void> {
  const { messageStore, userView, eventView } = work.opened.stores;
  await messageStore.prepare();
  await Promise.all([userView.prepare(), eventView.prepare()]);
  const rebuildable = composeRebuildableViews(work.opened);
  const missing = named === null ? views : await incomplete(work.cli, rebuildable, { views, named });
  const wishes = { named, skipUnreadable: options.skipUnreadable ?? false };
  const all = { ...work, store: rebuildable.store };
  for (const view of missing) {
    if (view === 'users') await rebuildOne(all, rebuildable.users, wishes);
    else await rebuildOne(all, rebuildable.events, wishes);
  }
}

/** The views that are to be made under a name, without those that are there. @throws CommandFailed */
async function incomplete(
  cli: Cli,
  rebuildable: RebuildableViews,
  { views, named }: { readonly views: readonly ViewName[]; readonly named: NamedView },
): Promise<readonly ViewName[]> {
  const found = new Map<ViewName, NamedBuild>();
  for (const view of ['users', 'events'] as const) {
    const build = (await rebuildable[view].builds.named()).find(({ name }) => name === named.name);
    if (build !== undefined) found.set(view, build);
  }
  for (const [view, { asOf, name }] of found) assertSameInstant(view, { name, asOf }, named);
  const complete = views.filter((view) => found.get(view)?.isPublished === true);
  for (const view of complete) cli.print(`The view ${view} named ${named.name} is complete already.`);
  return views.filter((view) => !complete.includes(view));
}

function assertSameInstant(view: ViewName, { name, asOf }: NamedView, wanted: NamedView): void {
  if (asOf === wanted.asOf) return;
  throw new CommandFailed(
    `The name ${name} stands for ${view} as of ${new Date(asOf).toISOString()} already: choose another one, or run ` +
      `gatehouse views drop ${name} first.`,
  );
}

async function abandon({ cli, opened }: Work, [view = 'users']: readonly ViewName[]): Promise<void> {
  const builds = view === 'users' ? opened.stores.userBuilds : opened.stores.eventBuilds;
  const plan = planRebuild(view, null);
  await opened.stores.messageStore.prepare();
  const done = await leasesOf(cli, opened, plan).hold(0, async (assertHeld) => {
    const pending = await builds.pending();
    assertHeld();
    await builds.abandon();
    return pending === null
      ? `There was no pending build of the view ${view}.`
      : `Removed ${pending.index}, which was not published. Readers go on with the view as it is.`;
  });
  if (done === null) throw busy(plan);
  cli.print(done);
}
