import { Unavailable } from '../../ports/errors.ts';
import { createTurnBatches } from '../turn-batches.ts';

type Get<Document> = (ids: readonly string[]) => Promise<readonly (Document | null)[]>;

/**
 * Reads what many requests ask for in one turn of the event loop, a document each, by one call to the view. A document that
 * cannot be read fails nobody but who asked for it.
 *
 * @example const get = makeGatheredGet(view.get);
 */
export function makeGatheredGet<Document>(get: Get<Document>): Get<Document> {
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
