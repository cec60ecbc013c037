import { Unavailable } from '../ports/errors.ts';
import { createTurnBatches } from './turn-batches.ts';

type Get<Item> = (ids: readonly string[]) => Promise<readonly Item[]>;

/**
 * Reads what many requests ask for in one turn of the event loop, an item each, by one call to a store. What cannot be read
 * fails nobody but who asked for it.
 *
 * @example const get = makeGatheredGet(view.get);
 */
export function makeGatheredGet<Item>(get: Get<Item>): Get<Item> {
  const gathered = createTurnBatches(get);
  return async (ids) => {
    const [id] = ids;
    if (id === undefined || ids.length > 1) return get(ids);
    try {
      return [await gathered(id)];
    } catch (error) {
      if (error instanceof Unavailable) throw error;
      return get(ids);
    }
  };
}
