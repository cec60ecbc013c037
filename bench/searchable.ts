import { startElasticsearch } from '../test/support/servers/elasticsearch.ts';
import { startRedis } from '../test/support/servers/redis.ts';
import type { Benchmark } from './support/benchmark.ts';
import { fillUserView } from './support/filled-view.ts';
import { openProcess } from './support/open-process.ts';

const users = 10_000;
const rounds = { 'with atLeast': 300, 'by asking again and again': 60 };

/** From the answer to a change of a name until a search finds it, while nothing else goes on. */
export const benchmark: Benchmark = {
  name: 'searchable',
  goal: {
    text: 'on Redis and Elasticsearch, a search with atLeast finds a change at most 100 ms after its answer at p50, and 250 ms at p99',
    mediansAtMost: { 'with atLeast, p50': 100, 'with atLeast, p99': 250 },
  },
  async run() {
    const [redis, elasticsearch] = await Promise.all([startRedis(), startElasticsearch()]);
    try {
      await fillUserView(elasticsearch.url, users);
      const process = await openProcess({ redisUrl: redis.url, elasticsearchUrl: elasticsearch.url });
      const waiting = await timesOf(rounds['with atLeast'], process.untilFound);
      const polling = await timesOf(rounds['by asking again and again'], process.untilSeen);
      await process.close();
      return {
        unit: 'ms',
        ratio: null,
        measured: [
          ...percentiles('with atLeast', waiting),
          ...percentiles('by asking again and again', polling),
        ],
      };
    } finally {
      await Promise.all([redis.stop(), elasticsearch.stop()]);
    }
  },
};

async function timesOf(count: number, work: () => Promise<number>): Promise<readonly number[]> {
  const times: number[] = [];
  for (let round = 0; round < count; round += 1) times.push(await work());
  return times;
}

function percentiles(name: string, times: readonly number[]) {
  const sorted = times.toSorted((a, b) => a - b);
  return [50, 99].map((percent) => {
    const value = sorted[Math.floor((sorted.length * percent) / 100)] ?? Number.NaN;
    return { variant: `${name}, p${percent}`, median: value, values: [value] };
  });
}
