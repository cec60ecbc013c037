import type { MonotonicClock } from '../../application/environment.ts';
import type { Progress } from '../../application/rebuild/rebuild-run.ts';
import type { Cli } from './cli.ts';
import { numbers, paceOf, toBar } from './progress-bar.ts';

/** Tells how far a rebuild is: in one line that is rewritten on a terminal, else in a line now and then. */
export function createProgressTeller(
  { tell, show }: Pick<Cli, 'tell' | 'show'>,
  view: string,
  clock: MonotonicClock,
): (progress: Progress) => void {
  const begun = clock();
  let last = { step: '', at: Number.NEGATIVE_INFINITY };
  return (progress) => {
    const now = clock();
    const { step, users } = progress;
    const isSoon = step === last.step && now - last.at < paceOf({ show });
    // Until the first page is written there is nothing to tell.
    if (isSoon || (step === 'building' && users === 0)) return;
    last = { step, at: now };
    (show ?? tell)(`${view}: ${toText(progress, (now - begun) / 1_000)}`);
  };
}

function toText(progress: Progress, seconds: number): string {
  const { step, users, totalUsers, isEstimate, written } = progress;
  if (step === 'publishing') return `publishing ${numbers.format(users)} users`;
  const share = users / Math.max(totalUsers, 1);
  const total = `${isEstimate ? 'about ' : ''}${numbers.format(totalUsers)}`;
  const parts = [toBar(share), `${numbers.format(users)} of ${total} users`];
  if (written === 0 || seconds === 0) return parts.join(', ');
  const perSecond = written / seconds;
  const left = `~${toDuration((totalUsers - users) / perSecond)} left`;
  return [...parts, `${numbers.format(Math.round(perSecond))}/s`, left].join(', ');
}

function toDuration(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
