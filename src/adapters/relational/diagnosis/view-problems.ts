import type { Problem } from '../../../ports/diagnosis.ts';

/** What may be found wrong with the views in a database. */
export const viewProblems = {
  oldUsers: {
    check: 'shape of the view of users',
    level: 'warning',
    when: 'is older than what this version of Gatehouse makes',
    risk: 'What is new in searching users is not found, for example in spite of a small mistake.',
    advice: 'Run `gatehouse rebuild users`.',
  },
  oldEvents: {
    check: 'shape of the view of events',
    level: 'warning',
    when: 'is older than what this version of Gatehouse makes',
    risk: 'What is new in searching events is not found.',
    advice: 'Run `gatehouse rebuild events`.',
  },
  unpublished: {
    check: 'rebuilds',
    level: 'warning',
    when: 'a view has a build that is not published',
    risk: 'Unless a rebuild is running now: every write goes to two builds, for nothing.',
    advice: 'Go on with it by `gatehouse rebuild users`, or `events`; `--abandon` removes it.',
  },
} as const satisfies Readonly<Record<string, Problem>>;
