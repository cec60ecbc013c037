import type { Feeds } from '../../ports/feeds.ts';
import { beginning, compareOffsets } from '../../ports/position.ts';
import type { Delay } from '../environment.ts';

const lookEvery = 100;
/** Once the patience was over: for a view that is caught up but for a moment. */
const littlePatience = 1_000;

/**
 * Waits until a view has applied everything that the log has at this moment. Answers whether it has; once it did not come in
 * time, later calls wait for a second only.
 */
export type AwaitApplied = () => Promise<boolean>;

export function makeAwaitApplied(deps: {
  readonly feeds: Pick<Feeds, 'heads' | 'applied'>;
  /** That reads the feeds for the view. */
  readonly group: string;
  readonly delay: Delay;
  /** How long to wait at the most, in milliseconds. */
  readonly patience: number;
  /** Called when the patience is over for the first time. */
  readonly onGivingUp: () => void | Promise<void>;
}): AwaitApplied {
  const { feeds, group, delay } = deps;
  let { patience } = deps;
  let gaveUp = false;
  return async () => {
    const heads = await feeds.heads();
    for (let waited = 0; ; waited += lookEvery) {
      const applied = await feeds.applied(group);
      const isApplied = (head: string, partition: number) =>
        compareOffsets(applied[partition] ?? beginning, head) >= 0;
      if (heads.every(isApplied)) return true;
      if (waited >= patience) break;
      await delay(lookEvery);
    }
    if (!gaveUp) await deps.onGivingUp();
    gaveUp = true;
    patience = Math.min(patience, littlePatience);
    return false;
  };
}
