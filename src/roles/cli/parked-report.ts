import type { FailingEvent, UserInspection, ViewOfUser } from '../../application/verify/inspect-user.ts';
import type { RetryOutcome } from '../../application/verify/retry-parked-users.ts';
import type { ParkedUser } from '../../ports/feeds.ts';
import { toGlobalId } from './parked-user-id.ts';

/** A user whom the projection of a view has set aside. */
export interface ParkedIn extends ParkedUser {
  readonly view: string;
}

const header = ['VIEW', 'PARTITION', 'USER', 'VERSION', 'ATTEMPTS', 'FAILED AT', 'ERROR'];

/** As a table. */
export function toParkedTable(parked: readonly ParkedIn[]): readonly string[] {
  if (parked.length === 0) return ['Nobody is parked.'];
  const rows = parked.map(({ view, partition, userId, version, attempts, at, error, isRetryAsked }) => [
    view,
    String(partition),
    userId,
    String(version),
    String(attempts),
    new Date(at).toISOString(),
    isRetryAsked ? `${error} (another attempt is asked for)` : error,
  ]);
  const all = [header, ...rows];
  const widths = header.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

export function toParkedJson(parked: ParkedIn): string {
  return JSON.stringify({ ...parked, at: new Date(parked.at).toISOString() });
}

/** Everything that is known of a user, and what to do. */
export function toInspectionLines(inspection: UserInspection): readonly string[] {
  const { userId, partition, version, views, failing } = inspection;
  return [
    `User ${userId} in partition ${partition}, in GraphQL ${toGlobalId(userId)}`,
    '',
    `The log has ${count(version, 'event')}.`,
    ...views.flatMap(toViewLines),
    '',
    ...toFailingLines(failing),
    '',
    ...toAdvice(inspection),
  ];
}

function toViewLines({ view, version, parked }: ViewOfUser): readonly string[] {
  const document = version === null ? 'has no document' : `is at version ${version}`;
  if (parked === null) return [`The view ${view} ${document}. The user is not parked there.`];
  const { attempts, at, error, isRetryAsked, version: wanted } = parked;
  return [
    `The view ${view} ${document}. The user is parked there, up to version ${wanted}:`,
    `  ${count(attempts, 'attempt')}, the last at ${new Date(at).toISOString()}`,
    `  ${error}`,
    ...(isRetryAsked ? ['  Another attempt is asked for.'] : []),
  ];
}

function toFailingLines(failing: FailingEvent | null): readonly string[] {
  if (failing === null) return ['This build can read every event of the user.'];
  const { version, type, error } = failing;
  return [
    `The first event that this build cannot read is version ${version}${type === null ? '' : `, of the type ${type}`}:`,
    `  ${error}`,
  ];
}

function toAdvice({ userId, version, views, failing }: UserInspection): readonly string[] {
  const retry = `gatehouse parked retry ${userId}`;
  if (version === 0) return ['What to do: nothing is known of this user. Is the id right?'];
  if (failing?.isOfOtherBuild) {
    return [
      'What to do: a later build has written the event. Run aggregators of that build, which try the user again by',
      `themselves, or run ${retry}`,
    ];
  }
  if (failing !== null) {
    return [
      'What to do: put the event back as it was, from the archive or a backup, and see that MASTER_KEY is that of the',
      `server. Then run ${retry}`,
    ];
  }
  return views.some(({ parked }) => parked !== null)
    ? [`What to do: nothing in the log keeps the user from being applied. Run ${retry}`]
    : ['What to do: nothing.'];
}

export function toOutcomeLine({ view, userId }: ParkedIn, outcome: RetryOutcome): string {
  const user = `${view}: user ${userId}`;
  switch (outcome.kind) {
    case 'healed':
      return `${user} is applied again.`;
    case 'parked':
      return `${user} is parked again: ${outcome.error}`;
    case 'waiting':
      return `${user} was not tried in time. The wish stays, and the aggregator that has partition and user will see it.`;
  }
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}
