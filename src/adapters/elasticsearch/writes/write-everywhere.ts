import { setTimeout as pause } from 'node:timers/promises';
import { DocumentRefused } from '../../../ports/errors.ts';
import type { ElasticsearchClient } from '../connect-elasticsearch.ts';
import { ElasticsearchFailure } from '../failures.ts';
import type { FindTargets, Target, Targets } from '../find-targets.ts';
import { reopenForgotten } from './closed-index.ts';
import type { WriteOperation } from './in-requests.ts';
import type { Failure } from './send-operations.ts';
import { typesOf, type Written, writeToTarget } from './write-to-target.ts';

/** In milliseconds. A build is published in less, and who died over it is noticed in less. */
const [patience, longestPause] = [20_000, 100];

/** The operations that bring documents into an index. */
export type OperationsFor = (target: Target) => readonly WriteOperation[];

/**
 * Writes into the build that is to replace the current index, if there is one, and then into the current index: whatever
 * readers see is in the build by then. When the aliases change meanwhile it looks them up again, and writes again.
 * @throws DocumentRefused, ElasticsearchFailure
 */
export async function writeEverywhere(
  client: ElasticsearchClient,
  findTargets: FindTargets,
  operationsFor: OperationsFor,
): Promise<void> {
  const giveUpAt = Date.now() + patience;
  for (let attempt = 0; ; attempt += 1) {
    const targets = await findTargets();
    const written = await writeOnce(client, targets, operationsFor);
    if (written.kind === 'written') return throwIfRefused(written.refused);
    if (written.kind === 'closed') await expectReopening(client, targets);
    if (Date.now() > giveUpAt) throw new ElasticsearchFailure('The aliases do not come to rest');
    await pause(Math.min(10 * attempt, longestPause));
  }
}

/** It is closed for the moment in which a build replaces it, or else by somebody for a reason of his own. */
async function expectReopening(client: ElasticsearchClient, targets: Targets): Promise<void> {
  if (targets.pending === null) throw new ElasticsearchFailure('1 refused: cluster_block_exception');
  await reopenForgotten(client, targets);
}

async function writeOnce(
  client: ElasticsearchClient,
  { pending, current }: Targets,
  operationsFor: OperationsFor,
): Promise<Written> {
  const refused: Failure[] = [];
  for (const target of pending === null ? [current] : [pending, current]) {
    const written = await writeToTarget(client, target, operationsFor(target));
    if (written.kind !== 'written') return written;
    refused.push(...written.refused);
  }
  return { kind: 'written', refused };
}

/** @throws DocumentRefused */
export function throwIfRefused(failures: readonly Failure[]): void {
  if (failures.length === 0) return;
  const ids = new Set(failures.map(({ operation }) => operation.id));
  throw new DocumentRefused([...ids], typesOf(failures));
}
