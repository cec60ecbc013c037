import { startElasticsearch } from '../test/support/servers/elasticsearch.ts';
import type { Benchmark, Result } from './support/benchmark.ts';
import { compareVariants } from './support/compare-variants.ts';
import { fillUserView } from './support/filled-view.ts';

const users = 10_000;
const works = ['a search', 'a get by id'];

/** Searches of users and reads by id, one after the other, as a query makes them inside the process. */
export const benchmark: Benchmark = {
  name: 'search-latency',
  goal: {
    text: 'a search of users and a read by id each take at most 1.5 times as long, at p50, as the same requests by the bare client',
    ratioAtMost: 1.5,
  },
  async run() {
    const server = await startElasticsearch();
    try {
      await fillUserView(server.url, users);
      const results: Result[] = [];
      for (const work of works) results.push(await compare(server.url, work));
      return {
        unit: 'µs',
        // The worse of the two has to reach the goal.
        ratio: Math.max(...results.map(({ ratio }) => ratio ?? Number.NaN)),
        measured: results.flatMap(({ measured }) => measured),
      };
    } finally {
      await server.stop();
    }
  },
};

async function compare(url: string, work: string): Promise<Result> {
  return compareVariants({
    script: new URL('variants/search-latency.ts', import.meta.url),
    args: [url, String(users)],
    variants: [`${work}`, `${work} by the bare client`],
    unit: 'µs',
    rounds: 6,
  });
}
