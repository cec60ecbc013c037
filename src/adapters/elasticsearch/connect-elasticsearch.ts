import { Client } from '@elastic/elasticsearch';

/** What the views need of a client. */
export type ElasticsearchClient = Pick<Client, 'bulk' | 'indices' | 'mget' | 'msearch' | 'ping'>;

export interface ElasticsearchOptions {
  /** In milliseconds; 5 seconds if left out. */
  readonly requestTimeout?: number;
}

/**
 * A client of the cluster behind this URL, which may hold a name and a password. Nothing is connected to yet;
 * whoever calls this closes the client. Only what can be repeated is sent through it, so that a request whose
 * connection broke is repeated.
 */
export function connectElasticsearch(
  url: string,
  { requestTimeout = 5_000 }: ElasticsearchOptions = {},
): Client {
  return new Client({ node: url, requestTimeout, maxRetries: 2, compression: true });
}
