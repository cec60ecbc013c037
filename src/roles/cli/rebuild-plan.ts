import type { ViewBuild, ViewBuilds } from '../../ports/view-builds.ts';
import type { ViewName } from './views-report.ts';

/** Which build of a view is to be made. */
export interface RebuildPlan {
  readonly view: ViewName;
  /** Null for the build that replaces the current one. */
  readonly asOf: number | null;
  /** Names what no two runs may work on at once. */
  readonly group: string;
  /** What to type to do it, and to undo what is done of it. */
  readonly command: string;
  readonly undo: string;
}

/** A view as of an instant, as a person asks for it. */
export interface NamedView {
  readonly name: string;
  readonly asOf: number;
}

export function planRebuild(view: ViewName, named: NamedView | null): RebuildPlan {
  if (named === null) {
    const command = `gatehouse rebuild ${view}`;
    return { view, asOf: null, group: `rebuild-${view}`, command, undo: `${command} --abandon` };
  }
  const { name, asOf } = named;
  return {
    view,
    asOf,
    group: `rebuild-${view}-as-of-${name}`,
    command: `gatehouse rebuild ${view} --as-of ${new Date(asOf).toISOString()} --into ${name}`,
    undo: `gatehouse views drop ${name}`,
  };
}

/** How the build of a plan begins, and how to know that readers have it. */
export function buildOf<Document>(
  builds: ViewBuilds<Document, unknown>,
  named: NamedView | null,
): { begin(): Promise<ViewBuild<Document>>; isPublished(): Promise<boolean> } {
  if (named === null) {
    return {
      begin: () => builds.begin(),
      // Nobody else removes a pending build meanwhile.
      isPublished: async () => (await builds.pending()) === null,
    };
  }
  const { name, asOf } = named;
  return {
    begin: () => builds.beginNamed(name, asOf),
    isPublished: async () =>
      (await builds.named()).some((one) => one.name === name && one.asOf === asOf && one.isPublished),
  };
}
