import type { PendingBuild } from '../application/queries/build-status.ts';
import type { PartitionStatus } from '../application/queries/group-status.ts';
import type { ProjectionStatus } from '../application/queries/list-projections.ts';
import { Unavailable } from '../ports/errors.ts';
import { builder } from './builder.ts';
import { including } from './context.ts';
import { atLeastArgument } from './source.ts';

const partitionProgress = builder.objectRef<PartitionStatus>('PartitionProgress').implement({
  description: 'How far a read model is in one partition of the log.',
  fields: (t) => ({
    partition: t.exposeInt('partition', { description: 'Its number, from 0 on.' }),
    lag: t.exposeInt('lag', { description: 'How many events are not applied yet.' }),
    lagSeconds: t.exposeFloat('lagSeconds', {
      description: 'For how long the first of them has been waiting; 0 when none does.',
    }),
    appliedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description:
        'When the last event that is applied was appended; null before the first, and when it is too old to be told.',
      resolve: ({ appliedAt }) => toDate(appliedAt),
    }),
    deadLetters: t.exposeInt('deadLetters', { description: 'How many users are set aside here.' }),
  }),
});

const pendingRebuild = builder.objectRef<PendingBuild>('PendingRebuild').implement({
  description: 'A rebuild that is going on, or was cut off.',
  fields: (t) => ({
    index: t.exposeString('index', { description: 'The index or table that it fills.' }),
    finishedPartitions: t.exposeInt('finishedPartitions', { description: 'How many partitions are done.' }),
  }),
});

const projection = builder.objectRef<ProjectionStatus>('Projection').implement({
  description: 'What a read model has applied of the log, and how far behind it is.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'The read model: users or events.' }),
    index: t.string({
      description: 'The index or table that is read now.',
      resolve: ({ index }) => known(index),
    }),
    lag: t.exposeInt('lag', { description: 'How many events are not applied yet.' }),
    lagSeconds: t.exposeFloat('lagSeconds', {
      description: 'For how long the first of them has been waiting; 0 when none does.',
    }),
    lastAppliedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When the newest event that is applied was appended; null before the first.',
      resolve: ({ lastAppliedAt }) => toDate(lastAppliedAt),
    }),
    deadLetters: t.exposeInt('deadLetters', {
      description:
        'How many users are set aside, as an event of theirs cannot be applied: `gatehouse parked list` tells who and why.',
    }),
    shape: t.int({
      description: 'The version of its shape: what can be found in it, and how.',
      resolve: ({ shape }) => known(shape),
    }),
    latestShape: t.int({
      description: 'The shape that this program makes.',
      resolve: ({ latestShape }) => known(latestShape),
    }),
    rebuildDue: t.boolean({
      description:
        'Whether its shape is older than that: what is new is not found until somebody runs `gatehouse rebuild`.',
      resolve: ({ shape, rebuildDue }) => known(shape) !== null && rebuildDue,
    }),
    pendingRebuild: t.expose('pending', {
      type: pendingRebuild,
      nullable: true,
      description: 'The rebuild that is going on, or was cut off; null for none.',
    }),
    partitions: t.field({
      type: [partitionProgress],
      description: 'The same by partition.',
      resolve: ({ partitions }) => [...partitions],
    }),
  }),
});

/** What only the store of the view tells. @throws Unavailable when it could not be asked */
function known<Value>(value: Value | null): Value {
  if (value === null) throw new Unavailable('views', undefined);
  return value;
}

function toDate(milliseconds: number | null): Date | null {
  return milliseconds === null ? null : new Date(milliseconds);
}

builder.queryField('projections', (t) =>
  t.field({
    type: [projection],
    description: 'The read models; for administrators.',
    args: atLeastArgument,
    resolve: async (_root, { atLeast }, context) => [
      ...(await context.app.seeProjections(context.viewer, including(context, atLeast))),
    ],
  }),
);
