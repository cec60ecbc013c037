import { eachBounded } from '../each-bounded.ts';
import type { FailedUser } from './projection.ts';

/** While one part waits for the view, the next is read. More would only queue there. */
const partsAtOnce = 3;

/** Does the work for each part, a few at a time (see `eachBounded`), and answers with all for whom it failed. */
export async function inParts<Part>(
  parts: Iterable<Part>,
  work: (part: Part) => Promise<readonly FailedUser[]>,
): Promise<readonly FailedUser[]> {
  const failed: FailedUser[] = [];
  await eachBounded(parts, partsAtOnce, async (part) => {
    failed.push(...(await work(part)));
  });
  return failed;
}
