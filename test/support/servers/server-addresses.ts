export interface ServerAddresses {
  redisUrl: string;
  databaseUrl: string;
  elasticsearchUrl: string;
  chromiumPath: string;
}

export type ServerName = keyof ServerAddresses;

export interface ServerProvision {
  readonly address: string;
  stop(): Promise<void>;
}
