import { Client, Transport } from '@elastic/elasticsearch';

/** What the views need of a client; its methods need `transport`. */
export type ElasticsearchClient = Pick<
  Client,
  'bulk' | 'count' | 'indices' | 'mget' | 'msearch' | 'ping' | 'transport'
>;

/** For changes of the cluster, which wait for its slowest node. */
export const patient = { requestTimeout: 60_000 } as const;

interface ElasticsearchOptions {
  /** In milliseconds; 5 seconds if left out. */
  readonly requestTimeout?: number;
}

type TransportOptions = ConstructorParameters<typeof Transport>[0];

/** A broken connection is tried again at once: the client's own pauses are seconds, and people wait. */
class ImpatientTransport extends Transport {
  constructor(options: TransportOptions) {
    super({ ...options, retryBackoff: (_shortest, _longest, attempt) => 0.1 * attempt });
  }
}

/**
 * A client of the cluster behind this URL, which may hold a name and a password. Nothing is connected to yet;
 * whoever calls this closes the client. It repeats requests, so only what can be repeated goes through it.
 */
export function connectElasticsearch(
  url: string,
  { requestTimeout = 5_000 }: ElasticsearchOptions = {},
): Client {
  const node = new URL(url);
  const [username, password] = [node.username, node.password].map(decodeURIComponent);
  // The client's errors quote the URL.
  node.username = '';
  node.password = '';
  const auth = username && password ? { username, password } : undefined;
  return new Client({
    node: node.href,
    ...(auth === undefined ? {} : { auth }),
    requestTimeout,
    maxRetries: 2,
    Transport: ImpatientTransport,
  });
}
