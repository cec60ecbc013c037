export interface ServerAddresses {
  redisUrl: string;
  /** The nodes of a Redis Cluster, with commas between them. */
  redisClusterUrls: string;
  databaseUrl: string;
  elasticsearchUrl: string;
  chromiumPath: string;
}

export type ServerName = keyof ServerAddresses;

/** What a container can serve: a cluster's nodes tell clients addresses that lead nowhere outside of theirs. */
export type ContainedServerName = Exclude<ServerName, 'redisClusterUrls' | 'chromiumPath'>;

export interface ServerProvision {
  readonly address: string;
  stop(): Promise<void>;
}
