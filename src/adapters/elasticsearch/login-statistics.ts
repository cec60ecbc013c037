import type { estypes } from '@elastic/elasticsearch';
import { z } from 'zod';
import type {
  LoginBucket,
  LoginOutcome,
  LoginStatisticsQuery,
  StatisticsInterval,
} from '../../ports/event-view.ts';
import { isEqual, isWithin, whenGiven } from './conditions.ts';
import type { ElasticsearchClient } from './connect-elasticsearch.ts';
import { ElasticsearchFailure } from './failures.ts';
import { errorSchema, parseResponse } from './parse-response.ts';

const intervals: Readonly<Record<StatisticsInterval, estypes.AggregationsCalendarInterval>> = {
  MINUTE: 'minute',
  HOUR: 'hour',
  DAY: 'day',
  WEEK: 'week',
  MONTH: 'month',
};

/** Up to so many different accounts are counted exactly: as many as Elasticsearch can. */
const exactUpTo = 40_000;

const countSchema = z.object({ doc_count: z.number() });
const bucketSchema = z.object({
  key: z.number(),
  succeeded: countSchema,
  failed: countSchema,
  users: z.object({ value: z.number() }),
});
const msearchResponse = z.object({
  responses: z.array(
    z.object({
      aggregations: z.object({ intervals: z.object({ buckets: z.array(bucketSchema) }) }).optional(),
      error: errorSchema.optional(),
    }),
  ),
});

export async function findLoginStatistics(
  client: ElasticsearchClient,
  alias: string,
  { time, interval, userId }: LoginStatisticsQuery,
): Promise<readonly LoginBucket[]> {
  const search = {
    size: 0,
    query: {
      bool: {
        filter: [
          { exists: { field: 'login.outcome' } },
          isWithin('at', time),
          ...whenGiven(userId, (given) => isEqual('userId', given)),
        ],
      },
    },
    aggregations: { intervals: toAggregation(interval) },
  };
  // A part of the shards would be a part of the truth.
  const header = { index: alias, allow_partial_search_results: false };
  const answer: unknown = await client.msearch({ searches: [header, search] });
  const [response] = parseResponse(msearchResponse, answer).responses;
  if (response?.aggregations === undefined) {
    throw new ElasticsearchFailure(response?.error?.type ?? 'A search was not answered.');
  }
  return response.aggregations.intervals.buckets.map(({ key, succeeded, failed, users }) => ({
    start: key,
    succeeded: succeeded.doc_count,
    failed: failed.doc_count,
    users: users.value,
  }));
}

function toAggregation(interval: StatisticsInterval): estypes.AggregationsAggregationContainer {
  return {
    date_histogram: { field: 'at', calendar_interval: intervals[interval], min_doc_count: 1 },
    aggregations: {
      succeeded: ofOutcome('SUCCEEDED'),
      failed: ofOutcome('FAILED'),
      users: { cardinality: { field: 'userId', precision_threshold: exactUpTo } },
    },
  };
}

function ofOutcome(outcome: LoginOutcome): estypes.AggregationsAggregationContainer {
  return { filter: { term: { 'login.outcome': outcome } } };
}
