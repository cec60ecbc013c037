import type { estypes } from '@elastic/elasticsearch';
import { z } from 'zod';
import type {
  LoginBucket,
  LoginOutcome,
  LoginStatisticsQuery,
  StatisticsInterval,
} from '../../ports/event-view.ts';
import type { TimeRange } from '../../ports/page.ts';
import { isEqual, isWithin, whenGiven } from './conditions.ts';
import type { ElasticsearchClient } from './connect-elasticsearch.ts';
import { ElasticsearchFailure } from './failures.ts';
import { errorSchema, parseResponse } from './parse-response.ts';

type Aggregation = estypes.AggregationsAggregationContainer;

const intervals: Readonly<Record<StatisticsInterval, estypes.AggregationsCalendarInterval>> = {
  MINUTE: 'minute',
  HOUR: 'hour',
  DAY: 'day',
  WEEK: 'week',
  MONTH: 'month',
};

/** Up to so many different accounts are counted exactly: as many as Elasticsearch can. */
const exactUpTo = 40_000;
/** Counting so exactly takes a quarter of a megabyte for each interval, and the server refuses what takes too much. */
const intervalsAtOnce = 100;

const countSchema = z.object({ doc_count: z.number() });
const startSchema = z.object({ key: z.number() });
const bucketSchema = startSchema.extend({
  succeeded: countSchema,
  failed: countSchema,
  users: z.object({ value: z.number() }),
});

/** First the intervals that have any logins, and then the numbers of some intervals after the other. */
export async function findLoginStatistics(
  client: ElasticsearchClient,
  alias: string,
  query: LoginStatisticsQuery,
): Promise<readonly LoginBucket[]> {
  const starts = (await aggregate({ client, alias, query, schema: startSchema })).map(({ key }) => key);
  const found: LoginBucket[] = [];
  for (const time of inParts(query.time, starts)) {
    const part = { ...query, time };
    const buckets = await aggregate({ client, alias, query: part, schema: bucketSchema, aggregations });
    found.push(
      ...buckets.map(({ key, succeeded, failed, users }) => ({
        start: key,
        succeeded: succeeded.doc_count,
        failed: failed.doc_count,
        users: users.value,
      })),
    );
  }
  return found;
}

/** The whole range, cut at the beginnings of intervals. */
function inParts({ from, to }: TimeRange, starts: readonly number[]): readonly TimeRange[] {
  const cuts = starts.filter((_, index) => index > 0 && index % intervalsAtOnce === 0);
  return [from, ...cuts].map((start, index) => ({ from: start, to: cuts[index] ?? to }));
}

async function aggregate<Bucket>(options: {
  readonly client: ElasticsearchClient;
  readonly alias: string;
  readonly query: LoginStatisticsQuery;
  readonly schema: z.ZodType<Bucket>;
  readonly aggregations?: Record<string, Aggregation>;
}): Promise<readonly Bucket[]> {
  const { client, alias, query, schema, aggregations: inner = {} } = options;
  const { time, interval, userId } = query;
  const conditions = [
    { exists: { field: 'login.outcome' } },
    isWithin('at', time),
    ...whenGiven(userId, (given) => isEqual('userId', given)),
  ];
  const byInterval: Aggregation = {
    date_histogram: { field: 'at', calendar_interval: intervals[interval], min_doc_count: 1 },
    aggregations: inner,
  };
  const search = {
    size: 0,
    query: { bool: { filter: conditions } },
    aggregations: { intervals: byInterval },
  };
  // A part of the shards would be a part of the truth.
  const header = { index: alias, allow_partial_search_results: false };
  const answer: unknown = await client.msearch({ searches: [header, search] });
  const [response] = parseResponse(responseOf(schema), answer).responses;
  const found = response?.aggregations?.intervals.buckets;
  if (found === undefined) {
    throw new ElasticsearchFailure(response?.error?.type ?? 'A search was not answered.');
  }
  return found;
}

const aggregations = {
  succeeded: ofOutcome('SUCCEEDED'),
  failed: ofOutcome('FAILED'),
  users: { cardinality: { field: 'userId', precision_threshold: exactUpTo } },
};

function ofOutcome(outcome: LoginOutcome): Aggregation {
  return { filter: { term: { 'login.outcome': outcome } } };
}

function responseOf<Bucket>(schema: z.ZodType<Bucket>) {
  const buckets = z.object({ intervals: z.object({ buckets: z.array(schema) }) });
  return z.object({
    responses: z.array(z.object({ aggregations: buckets.optional(), error: errorSchema.optional() })),
  });
}
