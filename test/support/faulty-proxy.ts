import { type Answer, type Handle, startHandlingProxy } from './handling-proxy.ts';

/**
 * What becomes of bulk requests: each `passes`; is refused as a whole, or are all of its items, with status 429; is done and
 * never answered; or ends with its connection.
 */
export type Behaviour = 'passes' | 'refused' | 'refused item by item' | 'unanswered' | 'cut off';

export interface FaultyProxy {
  readonly url: string;
  behave(behaviour: Behaviour): void;
}

/** A way to Elasticsearch on which bulk requests fail as one likes. It ends with the test. */
export async function startFaultyProxy(target: string): Promise<FaultyProxy> {
  let behaviour: Behaviour = 'passes';
  const url = await startHandlingProxy(target, (question, ask) =>
    handlers[question.path.includes('/_bulk') ? behaviour : 'passes'](question, ask),
  );
  return {
    url,
    behave(next) {
      behaviour = next;
    },
  };
}

const error = { type: 'es_rejected_execution_exception', reason: 'rejected' };

const handlers: Readonly<Record<Behaviour, Handle>> = {
  passes: (_, ask) => ask(),
  refused: async () => answer(429, { error, status: 429 }),
  'refused item by item': async ({ body }) => answer(200, { errors: true, items: refusals(body) }),
  async unanswered(_, ask) {
    await ask();
    return null;
  },
  'cut off': () => Promise.reject(new Error('The connection is cut off.')),
};

function answer(status: number, body: object): Answer {
  return { status, body: JSON.stringify(body) };
}

/** For every operation, each of which has two lines. */
function refusals(body: string): readonly object[] {
  const operations = body.trimEnd().split('\n').length / 2;
  return Array.from({ length: operations }, () => ({ index: { _index: 'any', status: 429, error } }));
}
