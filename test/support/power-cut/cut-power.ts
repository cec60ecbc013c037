import { createReadStream } from 'node:fs';
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

/** Makes of the image what the disk holds after a power cut: what was written and not synced is gone. */
export async function cutPower({ trace, length, folder, image }: PowerCut): Promise<void> {
  if (length === 0) throw new Error('Nothing was traced: strace has not written a line.');
  const parse = createTraceParser();
  const apply = createDurableFiles({ folder, image });
  for await (const line of linesOf(trace.file, length)) {
    for (const change of parse(line)) apply(change);
  }
}

/** Whole lines only: what a line tells of that was not yet ended had no consequences. */
async function* linesOf(file: string, length: number): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of createReadStream(file, { encoding: 'latin1', end: length - 1 })) {
    const lines = `${rest}${String(chunk)}`.split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
}
