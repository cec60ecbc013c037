import type { estypes } from '@elastic/elasticsearch';

/** What happens to one document, in the words of the bulk API. */
export interface WriteOperation {
  readonly id: string;
  readonly action: estypes.BulkOperationContainer;
  /** What is stored; left out when the document is removed. */
  readonly source?: object;
}

/** An operation as it is sent. */
export interface SentOperation {
  readonly id: string;
  readonly lines: readonly string[];
}

/** How much goes into one request: what is larger takes memory of the server and of this process for long. */
const largest = { operations: 1_000, bytes: 4 * 1_024 * 1_024 } as const;

/** Cuts operations into requests of bounded size. One operation is a request, however large it is. */
export function* inRequests(operations: readonly WriteOperation[]): Generator<readonly SentOperation[]> {
  let request: SentOperation[] = [];
  let bytes = 0;
  for (const { id, action, source } of operations) {
    const lines = [action, ...(source === undefined ? [] : [source])].map((line) => JSON.stringify(line));
    const size = lines.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0);
    const isFull = request.length === largest.operations || bytes + size > largest.bytes;
    if (isFull && request.length > 0) {
      yield request;
      [request, bytes] = [[], 0];
    }
    request.push({ id, lines });
    bytes += size;
  }
  if (request.length > 0) yield request;
}
