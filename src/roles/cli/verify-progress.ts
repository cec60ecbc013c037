import type { MonotonicClock } from '../../application/environment.ts';
import type { VerifyProgress } from '../../application/verify/findings.ts';
import type { Cli } from './cli.ts';
import { numbers, paceOf, toBar } from './progress-bar.ts';

/** Tells how far a comparison is: in one line that is rewritten on a terminal, else in a line now and then. */
export function createVerifyProgress(
  { tell, show }: Pick<Cli, 'tell' | 'show'>,
  view: string,
  clock: MonotonicClock,
): (progress: VerifyProgress) => void {
  const every = paceOf({ show });
  let last = show === null ? clock() : Number.NEGATIVE_INFINITY;
  return (progress) => {
    const now = clock();
    if (now - last < every) return;
    last = now;
    (show ?? tell)(`${view}: ${toText(progress)}`);
  };
}

/** Reading the log is the first half of the way, and the view the second. */
function toText({ step, share, users, documents }: VerifyProgress): string {
  const way = (step === 'log' ? 0 : 0.5) + share / 2;
  const compared = `${numbers.format(documents)} documents of ${numbers.format(users)} users compared`;
  return step === 'log' ? `${toBar(way)}, ${compared}` : `${toBar(way)}, ${compared}, looking for others`;
}
