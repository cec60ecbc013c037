import type { LoginBucket } from '../ports/event-view.ts';
import { builder } from './builder.ts';
import { timeRangeInput, toTimeRange } from './paging.ts';
import { sourceArguments, toSource } from './source.ts';

const statisticsInterval = builder.enumType('StatisticsInterval', {
  description: 'An interval of the calendar in UTC.',
  values: {
    MINUTE: { description: 'A minute.' },
    HOUR: { description: 'An hour.' },
    DAY: { description: 'A day.' },
    WEEK: { description: 'A week, which begins on Monday (ISO 8601).' },
    MONTH: { description: 'A month.' },
  } as const,
});

const loginBucket = builder.objectRef<LoginBucket>('LoginBucket').implement({
  description: 'Attempts to log in within one interval.',
  fields: (t) => ({
    start: t.field({
      type: 'DateTime',
      description: 'When the interval begins.',
      resolve: ({ start }) => new Date(start),
    }),
    succeeded: t.exposeInt('succeeded', { description: 'How many succeeded.' }),
    failed: t.exposeInt('failed', { description: 'How many failed.' }),
    users: t.exposeInt('users', {
      description: 'To how many different accounts they were; above 40,000 about how many.',
    }),
  }),
});

builder.queryField('loginStatistics', (t) =>
  t.field({
    type: [loginBucket],
    description:
      'How many attempts to log in there were in each interval, also where there were none: to oneself, or to everybody for administrators.',
    args: {
      time: t.arg({
        type: timeRangeInput,
        required: true,
        description:
          'The span, of at most 1,000 intervals. Without bounds it begins with the first login, and ends with the interval that is under way.',
      }),
      interval: t.arg({
        type: statisticsInterval,
        required: true,
        description: 'How long each interval is.',
      }),
      ...sourceArguments,
    },
    resolve: async (_root, { time, interval, ...args }, context) => [
      ...(await context.app.loginStatistics(context.viewer, {
        time: toTimeRange(time),
        interval,
        source: toSource(context, args),
      })),
    ],
  }),
);
