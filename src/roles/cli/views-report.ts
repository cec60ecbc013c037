import type { CurrentBuild, NamedBuild } from '../../ports/view-builds.ts';

export type ViewName = 'users' | 'events';

/** A view as it is read now. */
export interface ListedView extends CurrentBuild {
  readonly view: ViewName;
  /** What is to replace it. */
  readonly pending: { readonly index: string; readonly partitionsDone: number } | null;
  readonly partitions: number;
}

export interface ListedNamedView extends NamedBuild {
  readonly view: ViewName;
}

export interface ListedViews {
  readonly views: readonly ListedView[];
  readonly named: readonly ListedNamedView[];
}

/** The views, for people. */
export function toReport({ views, named }: ListedViews): readonly string[] {
  return [
    ...views.flatMap(toLines),
    ...(named.length === 0 ? [] : ['', 'As of an instant:']),
    ...named.map(
      ({ name, view, asOf, index, isPublished }) =>
        `${name}  ${view}  ${new Date(asOf).toISOString()}  ${isPublished ? 'complete' : 'not complete'}  (${index})`,
    ),
  ];
}

/** The views, for programs. */
export function toJson({ views, named }: ListedViews): string {
  return JSON.stringify(
    {
      views: views.map(({ shape, latestShape, ...view }) => ({
        ...view,
        shape,
        latestShape,
        isRebuildDue: shape < latestShape,
      })),
      named: named.map(({ view, name, asOf, index, isPublished }) => ({
        view,
        name,
        asOf: new Date(asOf).toISOString(),
        index,
        isComplete: isPublished,
      })),
    },
    null,
    2,
  );
}

function toLines({ view, index, shape, latestShape, pending, partitions }: ListedView): readonly string[] {
  return [
    `${view}: ${index}, shape ${shape}`,
    ...(shape < latestShape
      ? [`  This version makes shape ${latestShape}: run gatehouse rebuild ${view} to bring it.`]
      : []),
    ...(pending === null
      ? []
      : [
          `  A rebuild is pending: ${pending.index}, ${pending.partitionsDone} of ${partitions} partitions. ` +
            `gatehouse rebuild ${view} goes on with it, and with --abandon removes it.`,
        ]),
  ];
}
