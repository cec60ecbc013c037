import type { UserId } from '../../ports/message-store.ts';
import { eachBounded } from '../each-bounded.ts';
import { pagesOf } from '../folding/pages-of.ts';
import type { FailedUser } from '../projections/projection.ts';
import { writeFolded } from '../projections/write-folded.ts';
import type { RebuildRun } from './rebuild-run.ts';
import type { Expectation, VersionedDocument } from './rebuildable-view.ts';

/** What became of one partition. */
export interface PartitionOutcome {
  /** How many documents the build must hold of it at the least. */
  readonly documents: number;
  /** Those who are not in the build as the log has them. */
  readonly failed: readonly FailedUser[];
}

/** How many users are folded and written together. */
const pageSize = 500;
/** Of one partition: while one is folded, others are written. */
const pagesAtOnce = 2;

/** The build lacks what was written to it. */
export class BuildIncomplete extends Error {
  override readonly name = 'BuildIncomplete';
}

/**
 * Fills a build with one partition, compares it with the log, and records that it is done. A partition that an earlier run did
 * is only compared. Who fails is kept out of the record unless the run does without.
 * @throws BuildIncomplete, and what the run's checkpoint throws
 */
export async function rebuildPartition<Document extends VersionedDocument>(
  run: RebuildRun<Document>,
  partition: number,
): Promise<PartitionOutcome> {
  const { build, patiently, counted } = run;
  const userIds = await patiently(() => Array.fromAsync(run.store.users(partition)));
  counted.listed(userIds.length);
  const isFinished = build.finished.includes(partition);
  const filled = isFinished ? { documents: 0, failed: [] } : await fill(run, userIds);
  if (isFinished) counted.found(userIds.length);
  const outcome = run.asOf === undefined ? await compare(run, userIds, filled.failed) : filled;
  if (run.skipUnreadable) await carryOver(run, outcome.failed);
  if (!isFinished && (outcome.failed.length === 0 || run.skipUnreadable)) {
    await patiently(async () => {
      run.checkpoint();
      await build.finish(partition);
    });
  }
  counted.partitionDone();
  return outcome;
}

async function fill<Document extends VersionedDocument>(
  run: RebuildRun<Document>,
  userIds: readonly UserId[],
): Promise<PartitionOutcome> {
  const failed: FailedUser[] = [];
  let documents = 0;
  await eachBounded(pagesOf(userIds, pageSize), pagesAtOnce, async (page) => {
    const outcome = await run.patiently(() => foldInto(run, page));
    failed.push(...outcome.failed);
    documents += outcome.documents;
    run.counted.written(page.length);
  });
  return { documents, failed };
}

/** Writes what the log makes of these users into the build. */
async function foldInto<Document extends VersionedDocument>(
  { view, build, asOf, checkpoint }: RebuildRun<Document>,
  userIds: readonly UserId[],
): Promise<PartitionOutcome> {
  const failed: FailedUser[] = [];
  let documents = 0;
  for await (const folded of view.fold(userIds, asOf)) {
    checkpoint();
    const without = await writeFolded(build, folded, view.userOf);
    const lost = new Set(without.map(({ userId }) => userId));
    documents += folded.documents.filter((document) => !lost.has(view.userOf(document))).length;
    failed.push(...without);
  }
  return { documents, failed };
}

/** Looks whether the build has everybody as the log has them, and folds those again who changed meanwhile. */
async function compare<Document extends VersionedDocument>(
  run: RebuildRun<Document>,
  userIds: readonly UserId[],
  alreadyFailed: readonly FailedUser[],
): Promise<PartitionOutcome> {
  const failed = new Map(alreadyFailed.map((one) => [one.userId, one]));
  const readable = userIds.filter((userId) => !failed.has(userId));
  let documents = 0;
  await eachBounded(pagesOf(readable, pageSize), pagesAtOnce, async (page) => {
    const expected = await run.patiently(() => run.view.expect(page));
    const behind = await whoIsBehind(run, expected);
    if (behind.length > 0) {
      const again = await run.patiently(() =>
        foldInto(
          run,
          behind.map(({ userId }) => userId),
        ),
      );
      for (const one of again.failed) failed.set(one.userId, one);
      await assertNobodyBehind(
        run,
        behind.filter(({ userId }) => !failed.has(userId)),
      );
    }
    for (const { userId, version } of expected) {
      if (!failed.has(userId)) documents += run.view.countOf(version);
    }
  });
  return { documents, failed: [...failed.values()] };
}

async function whoIsBehind<Document extends VersionedDocument>(
  { build, patiently, checkpoint }: RebuildRun<Document>,
  expected: readonly Expectation[],
): Promise<readonly Expectation[]> {
  checkpoint();
  const known = expected.flatMap(({ documentId }) => documentId ?? []);
  const found = await patiently(() => build.get(known));
  const versions = new Map(known.map((id, index) => [id, found[index]?.version ?? 0]));
  return expected.filter(({ documentId, version }) => (versions.get(documentId ?? '') ?? 0) < version);
}

/** @throws BuildIncomplete */
async function assertNobodyBehind<Document extends VersionedDocument>(
  run: RebuildRun<Document>,
  expected: readonly Expectation[],
): Promise<void> {
  const [first] = await whoIsBehind(run, expected);
  if (first === undefined) return;
  throw new BuildIncomplete(
    `The build ${run.build.index} does not have version ${first.version} of user ${first.userId}, although it was written.`,
  );
}

/** Takes what readers have now of those who cannot be made anew. A view of the past has nothing to take. */
async function carryOver<Document extends VersionedDocument>(
  { view, build, asOf, patiently }: RebuildRun<Document>,
  failed: readonly FailedUser[],
): Promise<void> {
  if (asOf !== undefined) return;
  for (const { userId } of failed) {
    await patiently(async () => {
      // What the new build refuses is lost to it, which the run tells of.
      for await (const documents of view.present(userId)) {
        await writeFolded(build, { documents, failed: [] }, view.userOf);
      }
    });
  }
}
