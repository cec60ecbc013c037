import { type Command, InvalidArgumentError, Option } from 'commander';
import { makeCipherOf } from '../../application/decode-events.ts';
import { inspectUser } from '../../application/verify/inspect-user.ts';
import { listParked } from '../../application/verify/list-parked.ts';
import type { UserId } from '../../ports/message-store.ts';
import { composeFolds } from '../compose-folds.ts';
import type { Stores } from '../stores.ts';
import { type Cli, CommandFailed } from './cli.ts';
import { type ParkedIn, toInspectionLines, toParkedJson, toParkedTable } from './parked-report.ts';
import { retryParked } from './parked-retry.ts';
import { parseUserId } from './parked-user-id.ts';
import { type Opened, withStores } from './with-stores.ts';

/** The views, what ends sessions as the log says, and what sends mails. */
export const viewNames = ['users', 'events', 'sessions', 'mails'] as const;
type ViewName = (typeof viewNames)[number];

interface Options {
  readonly view?: ViewName;
  readonly json?: true;
  readonly all?: true;
  readonly wait: number;
}

/** Adds `gatehouse parked`. */
export function addParkedCommand(program: Command, cli: Cli): void {
  const parked = program
    .command('parked')
    .summary('users whose events could not be applied to a view')
    .description('Shows users whose events could not be applied to a view, and tries them again.');
  const beside = { isBesideServer: true };
  parked
    .command('list')
    .description('Lists the users who are parked.')
    .addOption(viewOption())
    .option('--json', 'print a line of JSON for each')
    .action((options: Options) => withStores(cli, (opened) => list({ cli, opened }, options), beside));
  parked
    .command('show')
    .description('Shows what is known of a user, with nothing personal, and what to do.')
    .argument('<user>', 'the id of the user', parseUserId)
    .action((userId: UserId) => withStores(cli, (opened) => show({ cli, opened }, userId), beside));
  parked
    .command('retry')
    .summary('tries parked users again')
    .description(
      'Asks the aggregator to try parked users again, and waits until it has; where no aggregator works, it tries them ' +
        'itself. Ends with code 0 when all are applied again, and with 1 when one of them is not.',
    )
    .argument('[user]', 'the id of the user', parseUserId)
    .option('--all', 'everybody who is parked')
    .addOption(viewOption())
    .addOption(
      new Option('--wait <seconds>', 'how long to wait for an aggregator')
        .default(30)
        .argParser(parseSeconds),
    )
    .action((userId: UserId | undefined, options: Options, command: Command) => {
      if ((userId === undefined) === (options.all === undefined)) {
        command.error('error: name one user, or give --all');
      }
      return withStores(cli, (opened) => retry({ cli, opened }, userId, options), beside);
    });
}

function viewOption(): Option {
  return new Option('--view <view>', 'only this view').choices(viewNames);
}

function parseSeconds(text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw new InvalidArgumentError('It is no whole number of seconds.');
  return Number(text);
}

interface Work {
  readonly cli: Cli;
  readonly opened: Opened;
}

async function list({ cli, opened }: Work, { view, json }: Options): Promise<void> {
  await opened.stores.messageStore.prepare();
  const parked = await parkedIn(opened.stores, view);
  for (const line of json ? parked.map(toParkedJson) : toParkedTable(parked)) cli.print(line);
}

async function show({ cli, opened }: Work, userId: UserId): Promise<void> {
  const { config, stores, secrets } = opened;
  await stores.messageStore.prepare();
  const { store } = composeFolds(config, stores, secrets);
  const cipherOf = makeCipherOf({ store, userKeys: secrets.userKeys });
  const inspection = await inspectUser({ ...stores, store, cipherOf }, userId);
  for (const line of toInspectionLines(inspection)) cli.print(line);
  if (inspection.version === 0) throw new CommandFailed(`The log has no user ${userId}.`);
}

async function retry(
  { cli, opened }: Work,
  userId: UserId | undefined,
  { view, wait }: Options,
): Promise<void> {
  await opened.stores.messageStore.prepare();
  const all = await parkedIn(opened.stores, view);
  const parked = userId === undefined ? all : all.filter((user) => user.userId === userId);
  if (parked.length === 0) {
    cli.print(userId === undefined ? 'Nobody is parked.' : `User ${userId} is not parked.`);
    return;
  }
  await retryParked({ cli, opened, patience: wait * 1_000 }, parked);
}

async function parkedIn({ feeds }: Pick<Stores, 'feeds'>, view?: ViewName): Promise<readonly ParkedIn[]> {
  const parked: ParkedIn[] = [];
  for (const name of view === undefined ? viewNames : [view]) {
    parked.push(...(await listParked(feeds, name)).map((user) => ({ view: name, ...user })));
  }
  return parked;
}
