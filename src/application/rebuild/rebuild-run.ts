import type { MessageStore } from '../../ports/message-store.ts';
import type { ViewBuild } from '../../ports/view-builds.ts';
import type { Patiently } from './patience.ts';
import type { RebuildableView, VersionedDocument } from './rebuildable-view.ts';

/** One run that fills a build, and what it works with. */
export interface RebuildRun<Document extends VersionedDocument> {
  readonly store: Pick<MessageStore, 'partitions' | 'users'>;
  readonly view: RebuildableView<Document>;
  readonly build: ViewBuild<Document>;
  /** Only events up to then, in milliseconds since 1970-01-01T00:00:00Z; undefined for all of them. */
  readonly asOf: number | undefined;
  /** Whether to do without what the log does not give or the view does not take. */
  readonly skipUnreadable: boolean;
  readonly patiently: Patiently;
  /** Throws when the run has to end here: by the wish of a person, or because it may not be alone any more. */
  readonly checkpoint: () => void;
  readonly counted: RunCount;
}

/** How far a run is. */
export interface Progress {
  readonly step: 'building' | 'publishing';
  /** Those whose documents are in the build. */
  readonly users: number;
  /** How many of them this run wrote. */
  readonly written: number;
  readonly totalUsers: number;
  /** Whether the total is estimated, as some partitions have not been looked at yet. */
  readonly isEstimate: boolean;
  readonly partitionsDone: number;
  readonly partitions: number;
}

/** Counts what a run does, and reports it. */
export interface RunCount {
  /** A partition has so many users. */
  listed(users: number): void;
  written(users: number): void;
  /** An earlier run wrote them. */
  found(users: number): void;
  partitionDone(): void;
  publishing(): void;
}

export function createRunCount(partitions: number, report: (progress: Progress) => void): RunCount {
  const count = { listedPartitions: 0, listedUsers: 0, users: 0, written: 0, partitionsDone: 0 };
  const tell = (step: Progress['step']) => {
    const { listedPartitions, listedUsers, ...done } = count;
    // Ids are random, so partitions are of much the same size.
    const others = (listedUsers / Math.max(listedPartitions, 1)) * (partitions - listedPartitions);
    const totalUsers = Math.max(done.users, Math.round(listedUsers + others));
    const isEstimate = listedPartitions < partitions;
    report({ step, ...done, totalUsers, isEstimate, partitions });
  };
  return {
    listed(users) {
      count.listedPartitions += 1;
      count.listedUsers += users;
      tell('building');
    },
    written(users) {
      count.users += users;
      count.written += users;
      tell('building');
    },
    found(users) {
      count.users += users;
      tell('building');
    },
    partitionDone() {
      count.partitionsDone += 1;
      tell('building');
    },
    publishing: () => tell('publishing'),
  };
}
