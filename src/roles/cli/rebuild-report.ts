import type { RebuildOutcome } from '../../application/rebuild/rebuild-view.ts';
import type { RebuildPlan } from './rebuild-plan.ts';

type Failed = Extract<RebuildOutcome, { readonly kind: 'unreadable' }>['failed'];

/** How many ids a message holds. */
const mostIds = 20;

/** What a finished rebuild did, in a line for each thing that a person may have to know. */
export function toSummary(
  { view, asOf }: Pick<RebuildPlan, 'view' | 'asOf'>,
  { index, documents, failed }: Extract<RebuildOutcome, { readonly kind: 'published' }>,
): readonly string[] {
  const made = `${documents} document${documents === 1 ? '' : 's'}, in ${index}`;
  return [
    asOf === null
      ? `The view ${view} is made anew and is read from now on: ${made}.`
      : `The view ${view} as of ${new Date(asOf).toISOString()} is complete: ${made}.`,
    ...(failed.length === 0
      ? []
      : [
          asOf === null
            ? `Kept as they were in the former view, if they were in it: ${toIds(failed)}.`
            : `Left out, or complete only up to what cannot be read: ${toIds(failed)}.`,
        ]),
  ];
}

/** Why a rebuild was not published, and what can be done. */
export function toObstacle({ view, command, undo }: RebuildPlan, failed: Failed): string {
  const reason = failed[0]?.error.message ?? '';
  return [
    `The view ${view} was not published, because ${count(failed.length)} cannot be made anew: ${toIds(failed)}.`,
    `The first of them: ${reason}`,
    'Nothing has changed for readers. What is done already stays. You can',
    `- mend what is wrong (a newer version of Gatehouse, ARCHIVE_DIR, a backup), and run ${command} again;`,
    `- do without: ${command} --skip-unreadable;`,
    `- give it up: ${undo}.`,
  ].join('\n');
}

function toIds(failed: Failed): string {
  const ids = failed.slice(0, mostIds).map(({ userId }) => userId);
  const others = failed.length - ids.length;
  return others === 0 ? ids.join(', ') : `${ids.join(', ')} and ${others} more`;
}

function count(users: number): string {
  return `${users} user${users === 1 ? '' : 's'}`;
}
