import type { ElasticsearchClient } from '../connect-elasticsearch.ts';
import { ElasticsearchFailure } from '../failures.ts';
import type { Target } from '../find-targets.ts';
import type { WriteOperation } from './in-requests.ts';
import { type Failure, sendOperations } from './send-operations.ts';

/**
 * - `written`: but for those that the index can never hold.
 * - `moved`: the alias does not lead to this index any more.
 * - `closed`: the index takes no documents for now.
 */
export type Written =
  | { readonly kind: 'written'; readonly refused: readonly Failure[] }
  | { readonly kind: 'moved' }
  | { readonly kind: 'closed' };

/** What is wrong with the document itself. All else may pass, or is to be mended by somebody. */
const forGood = new Set([
  'document_parsing_exception',
  'mapper_parsing_exception',
  'illegal_argument_exception',
]);

/** @throws ElasticsearchFailure for what may pass */
export async function writeToTarget(
  client: ElasticsearchClient,
  { alias, index }: Pick<Target, 'alias' | 'index'>,
  operations: readonly WriteOperation[],
): Promise<Written> {
  const { failures, indices } = await sendOperations(client, alias, operations);
  const isElsewhere = [...indices].some((name) => name !== index);
  if (isElsewhere || failures.some(({ type }) => type === 'index_not_found_exception')) {
    return { kind: 'moved' };
  }
  const passing = failures.filter(({ status, type }) => status !== 400 || !forGood.has(type));
  if (passing.length === 0) return { kind: 'written', refused: failures };
  if (passing.every(isClosed)) return { kind: 'closed' };
  throw new ElasticsearchFailure(`${passing.length} refused: ${typesOf(passing)}`);
}

export function typesOf(failures: readonly Failure[]): string {
  return [...new Set(failures.map(({ type }) => type))].join(', ');
}

function isClosed({ status, type }: Failure): boolean {
  return status === 403 && type === 'cluster_block_exception';
}
