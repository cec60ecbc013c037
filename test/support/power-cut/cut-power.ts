import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { createDurableFiles } from './durable-files.ts';
import { createTraceParser } from './parse-trace.ts';
import type { WriteTrace } from './trace-writes.ts';

export interface PowerCut {
  readonly trace: Pick<WriteTrace, 'file'>;
  /** How much of the trace was written when the power went. */
  readonly length: number;
  /** Where the server kept its files, and ran. */
  readonly folder: string;
  /** A copy of that folder from before the server started; it becomes what the power cut leaves. */
  readonly image: string;
}

/** Makes of the image what the disk holds after a power cut. Answers with how many bytes were written and lost. */
export async function cutPower({ trace, length, folder, image }: PowerCut): Promise<void> {
  const parse = createTraceParser();
  const apply = createDurableFiles({ folder, image });
  if (length === 0) throw new Error('Nothing was traced: strace has not written a line.');
  const lines = createInterface({ input: createReadStream(trace.file, { end: length - 1 }) });
  let last: string | undefined;
  for await (const line of lines) {
    if (last !== undefined) for (const change of parse(last)) apply(change);
    last = line;
  }
  // The last line may be cut short, and what it tells of had no consequences yet.
}
