import type { FieldDifference } from '../../application/verify/compare-documents.ts';
import type { LagExplanation } from '../../application/verify/explain-lag.ts';
import {
  type Difference,
  type DifferenceKind,
  differenceKinds,
  type MendingOutcome,
  type Remark,
  type VerifySummary,
} from '../../application/verify/findings.ts';

export interface ReportOptions {
  /** The name of the view. */
  readonly view: string;
  /** Whether the values of personal fields are shown. */
  readonly showsValues: boolean;
}

const kindWidth = 'unreadable'.length;
/** In one line. */
const mostFields = 12;
const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export function toDifferenceLine(
  difference: Difference,
  outcome: MendingOutcome,
  { view, showsValues }: ReportOptions,
): string {
  const { kind, id, userId } = difference;
  const user = `user ${quoted(userId)}`;
  const subject = view === 'users' ? user : `event ${quoted(id)} of ${user}`;
  const ends = { found: '', mended: ' (mended)', left: ' (not mended)' };
  return `${view}: ${kind.padEnd(kindWidth)} ${subject}: ${toDetails(difference, showsValues)}${ends[outcome]}`;
}

function toDetails(difference: Difference, showsValues: boolean): string {
  const { kind, version, found } = difference;
  switch (kind) {
    case 'missing':
      return `the log has version ${version}, and the view nothing`;
    case 'outdated':
    case 'ahead':
      return `version ${found}, and the log has ${version}`;
    case 'foreign':
      return `version ${JSON.stringify(found)}, which is not in the log`;
    case 'changed':
      return `version ${version}: ${toFields(difference, showsValues)}`;
  }
}

function toFields({ fields }: Difference, showsValues: boolean): string {
  const shown = fields.slice(0, mostFields).map((field) => toField(field, showsValues));
  const more = fields.length - shown.length;
  return [...shown, ...(more > 0 ? [`${more} fields more`] : [])].join('; ');
}

function toField({ field, expected, found, isOpen }: FieldDifference, showsValues: boolean): string {
  return isOpen || showsValues
    ? `${field} is ${toValue(found)} instead of ${toValue(expected)}`
    : `${field} is another`;
}

function toValue(value: unknown): string {
  return JSON.stringify(value) ?? 'missing';
}

export function toRemarkLine({ kind, userId, text }: Remark, { view }: Pick<ReportOptions, 'view'>): string {
  return `${view}: ${kind.padEnd(kindWidth)} user ${quoted(userId)}: ${text}`;
}

/** A finding as a line of JSON. */
export function toDifferenceJson(
  difference: Difference,
  outcome: MendingOutcome,
  { view, showsValues }: ReportOptions,
): string {
  const fields = difference.fields.map(({ field, expected, found, isOpen }) =>
    isOpen || showsValues ? { field, expected, found } : { field },
  );
  return JSON.stringify({ view, ...difference, fields, outcome });
}

/** What a comparison found in all, a line for each thing that a person may have to know. */
export function toSummaryLines(view: string, summary: VerifySummary): readonly string[] {
  const { users, documents, differences, mended, remarks } = summary;
  const total = differenceKinds.reduce((sum, kind) => sum + differences[kind], 0);
  const compared = `${view}: compared ${count(documents, 'document')} of ${count(users, 'user')} with the log`;
  const listed = differenceKinds
    .filter((kind) => differences[kind] > 0)
    .map((kind) => `${toNumber(differences[kind])} ${kind}`)
    .join(', ');
  const left = mended === 0 ? '' : `; ${mended === total ? 'all' : toNumber(mended)} mended`;
  return [
    total === 0
      ? `${compared}: no difference.`
      : `${compared}: ${count(total, 'difference')} (${listed})${left}.`,
    ...remarkLines(view, remarks),
  ];
}

function remarkLines(view: string, remarks: VerifySummary['remarks']): readonly string[] {
  const { parked, unreadable, behind, unsettled } = remarks;
  const lines: readonly (readonly [number, string])[] = [
    [parked, 'parked, so that documents are older: see gatehouse parked list'],
    [unreadable, 'unreadable in the log: see gatehouse parked show USER'],
    [behind, 'not compared, because the view has not applied the log yet'],
    [unsettled, 'not compared, because the documents change all the time'],
  ];
  return lines
    .filter(([users]) => users > 0)
    .map(([users, text]) => `${view}: ${count(users, 'user')} ${text}.`);
}

/** How many more differences of each kind there are than were shown. */
export function toMoreLines(view: string, { differences }: VerifySummary, limit: number): readonly string[] {
  return differenceKinds
    .filter((kind: DifferenceKind) => differences[kind] > limit)
    .map(
      (kind) => `${view}: ${kind.padEnd(kindWidth)} ${toNumber(differences[kind] - limit)} more, not shown`,
    );
}

/** Why documents of a view could not be compared. */
export function toLagLine(view: string, { events, waitingSince, isAbandoned }: LagExplanation): string {
  const since = waitingSince === null ? '' : `, the first of ${new Date(waitingSince).toISOString()}`;
  const why = isAbandoned
    ? 'No aggregator works on it: start one, which is a server with ROLE=all or ROLE=aggregator.'
    : 'An aggregator works on it: run this again once it has caught up, or with a longer --wait.';
  return `The view ${view} has not applied ${count(events, 'event')}${since}. ${why}`;
}

/** Ids of documents that somebody else has written can be anything. */
function quoted(id: unknown): string {
  return typeof id === 'string' && uuid.test(id) ? id : JSON.stringify(id ?? null).slice(0, 60);
}

const numbers = new Intl.NumberFormat('en');

function toNumber(number: number): string {
  return numbers.format(number);
}

function count(number: number, what: string): string {
  return `${toNumber(number)} ${what}${number === 1 ? '' : 's'}`;
}
