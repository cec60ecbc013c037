import type { FailedUser } from './projection.ts';

/** While one part waits for the view, the next is read. More would only queue there. */
const partsAtOnce = 3;

/**
 * Does the work for each part, a few at a time, and answers with all for whom it failed. When it throws for one, no other part is
 * begun, and it rejects once nothing is being done any more.
 */
export async function inParts<Part>(
  parts: Generator<Part, void>,
  work: (part: Part) => Promise<readonly FailedUser[]>,
): Promise<readonly FailedUser[]> {
  const failed: FailedUser[] = [];
  const workers = Array.from({ length: partsAtOnce }, async () => {
    // What is thrown within the loop ends the generator, for the others too.
    for (const part of parts) failed.push(...(await work(part)));
  });
  for (const result of await Promise.allSettled(workers)) {
    if (result.status === 'rejected') throw result.reason;
  }
  return failed;
}
