import { randomUUID } from 'node:crypto';
import { Argument, type Command, InvalidArgumentError, Option } from 'commander';
import { explainLag } from '../../application/verify/explain-lag.ts';
import { isEqual, type VerifySummary } from '../../application/verify/findings.ts';
import { createVerifiedEvents } from '../../application/verify/verified-events.ts';
import { createVerifiedUsers } from '../../application/verify/verified-users.ts';
import { type VerifyRequest, verifyView } from '../../application/verify/verify-view.ts';
import { delay } from '../compose.ts';
import { composeFolds, type LogReading } from '../compose-folds.ts';
import { type Cli, CommandFailed } from './cli.ts';
import { createVerifyProgress } from './verify-progress.ts';
import {
  toDifferenceJson,
  toDifferenceLine,
  toLagLine,
  toMoreLines,
  toRemarkLine,
  toSummaryLines,
} from './verify-report.ts';
import { type Opened, withStores } from './with-stores.ts';

type ViewName = 'users' | 'events';

interface Options {
  readonly mend?: true;
  readonly json?: true;
  readonly showValues?: true;
  readonly limit: number;
  readonly wait: number;
}

/** Adds `gatehouse verify`. */
export function addVerifyCommand(program: Command, cli: Cli): void {
  program
    .command('verify')
    .summary('compares views with the log')
    .description(
      'Compares every document of a view with what the log makes of its stream, while servers go on. Ends with code 0 when ' +
        'all are equal, and with 1 when there are differences. Users who are parked are told, and are no difference.',
    )
    .addArgument(new Argument('[view]', 'which one; both if left out').choices(['users', 'events']))
    .option('--mend', 'put the right documents in place; ends with 0 when all are mended')
    .option('--json', 'print every finding, and the summary, as a line of JSON')
    .option('--show-values', 'show the values of personal fields too')
    .addOption(
      new Option('--limit <count>', 'how many differences of each kind to show')
        .default(20)
        .argParser(parseCount),
    )
    .addOption(
      new Option('--wait <seconds>', 'how long to wait for a view that is behind')
        .default(60)
        .argParser(parseCount),
    )
    .action((view: ViewName | undefined, options: Options) =>
      withStores(
        cli,
        (opened) => run({ cli, opened, options }, view === undefined ? ['users', 'events'] : [view]),
        {
          isBesideServer: true,
        },
      ),
    );
}

function parseCount(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It is no whole number.');
  return Number(text);
}

interface Work {
  readonly cli: Cli;
  readonly opened: Opened;
  readonly options: Options;
}

async function run(work: Work, views: readonly ViewName[]): Promise<void> {
  const { config, stores, secrets } = work.opened;
  await stores.messageStore.prepare();
  const reading = composeFolds(config, stores, secrets);
  const unequal: { view: ViewName; summary: VerifySummary }[] = [];
  for (const view of views) {
    const summary = await verifyOne(work, reading, view);
    if (!isEqual(summary)) unequal.push({ view, summary });
  }
  if (unequal.length > 0)
    throw new CommandFailed(unequal.map((one) => adviceFor(one, work.options)).join('\n'));
}

async function verifyOne(work: Work, reading: LogReading, view: ViewName): Promise<VerifySummary> {
  const { cli, opened, options } = work;
  const { userView, eventView } = opened.stores;
  const { store, foldUsers, foldEvents } = reading;
  const request = requestOf(work, store, view);
  const verifying =
    view === 'users'
      ? verifyView(createVerifiedUsers({ view: userView, fold: foldUsers, store }), request)
      : verifyView(createVerifiedEvents({ view: eventView, fold: foldEvents, store }), request);
  const summary = await verifying.finally(() => cli.show?.(''));
  const lines = options.json
    ? [JSON.stringify({ view, kind: 'summary', isEqual: isEqual(summary), ...summary })]
    : [...toMoreLines(view, summary, options.limit), ...toSummaryLines(view, summary)];
  for (const line of lines) cli.print(line);
  return summary;
}

function requestOf(
  { cli, opened, options }: Work,
  store: LogReading['store'],
  view: ViewName,
): VerifyRequest {
  const { feeds } = opened.stores;
  const reporting = { view, showsValues: options.showValues ?? false };
  const toLine = options.json ? toDifferenceJson : toDifferenceLine;
  const isShown = options.json ? () => true : limited(options.limit);
  return {
    store,
    feeds,
    async delay(milliseconds) {
      await delay(milliseconds, cli.signal);
      stopWhenAsked(cli.signal);
    },
    isMending: options.mend ?? false,
    patience: options.wait * 1_000,
    onBehind: async () => cli.tell(toLagLine(view, await explainLag(feeds, view, randomUUID()))),
    onDifference(difference, outcome) {
      if (isShown(difference.kind)) cli.print(toLine(difference, outcome, reporting));
    },
    onRemark(remark) {
      if (options.json) cli.print(JSON.stringify({ view, ...remark }));
      else if (isShown(remark.kind)) cli.print(toRemarkLine(remark, reporting));
    },
    onProgress: createVerifyProgress(cli, view, () => performance.now()),
    checkpoint: () => stopWhenAsked(cli.signal),
  };
}

/** Lets so many of each kind pass. */
function limited(limit: number): (kind: string) => boolean {
  const counts = new Map<string, number>();
  return (kind) => {
    const count = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, count);
    return count <= limit;
  };
}

function adviceFor({ view, summary }: { view: ViewName; summary: VerifySummary }, { mend }: Options): string {
  const { differences, mended, remarks } = summary;
  const left = Object.values(differences).reduce((sum, count) => sum + count, 0) - mended;
  if (left > 0 && !mend) {
    return `The view ${view} differs from the log: gatehouse verify ${view} --mend puts it right.`;
  }
  if (left > 0 && summary.users === 0) {
    return `Nothing was removed from the view ${view}: the log has no users. Is it the right one, as the settings name it?`;
  }
  if (left > 0)
    return `Not all of the view ${view} could be mended: gatehouse rebuild ${view} makes it anew.`;
  return remarks.unreadable > 0
    ? `The log has events that cannot be read, so that the view ${view} cannot be compared entirely.`
    : `The view ${view} could not be compared entirely: run this again.`;
}

function stopWhenAsked(signal: AbortSignal): void {
  if (!signal.aborted) return;
  throw new CommandFailed('Stopped when asked to, before all was compared.');
}
