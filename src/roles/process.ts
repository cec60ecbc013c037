import { Registry } from 'prom-client';
import { createSecrets } from '../adapters/crypto/secrets.ts';
import { runAggregator } from './aggregator.ts';
import { compose, delay, type Runtime } from './compose.ts';
import type { Config } from './config.ts';
import { makeFirstAdministrator } from './first-administrator.ts';
import { startGateway } from './gateway.ts';
import { greeting } from './greeting.ts';
import { healthRoutes } from './http/health-routes.ts';
import { type RunningServer, startHttpServer } from './http/http-server.ts';
import { createLimitMetrics } from './limit-metrics.ts';
import { createLogger } from './logger.ts';
import { createMailMetrics } from './mail-metrics.ts';
import { masterKeyOf } from './master-key.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import { createReadiness, type Dependency, type Readiness } from './readiness.ts';
import { openStores, type Stores } from './stores.ts';
import { tellShapes } from './tell-shapes.ts';

export interface RunningProcess {
  /** What a person should read first. */
  readonly greeting: string;
  readonly port: number;
  /** Ends everything, in order, and resolves when nothing is left. */
  stop(): Promise<void>;
}

const pause = 1_000;
const patience = 2_000;

/**
 * Starts the roles that the settings name. What cannot be reached yet is waited for in the background, and
 * the rest is served meanwhile.
 * @param onFatal told of what comes up later and cannot heal by itself
 */
export async function createProcess(
  config: Config,
  onFatal: (error: unknown) => void,
): Promise<RunningProcess> {
  const log = createLogger(config);
  const secrets = createSecrets(await masterKeyOf(config));
  const stores = openStores({ config, keyFingerprint: secrets.fingerprint, log });
  const registry = new Registry();
  const observeGuesses = createLimitMetrics(registry);
  const observeMail = createMailMetrics(registry);
  const runtime = compose(config, stores, { secrets, log, observeGuesses, observeMail });
  const readiness = createReadiness({ dependencies: dependenciesOf(stores, runtime), log, delay });
  // A server that takes connections and never answers must not keep this one from listening.
  await Promise.race([readiness.attempt(), delay(patience)]);
  const metrics = createMetrics({ ...runtime, log, delay, registry });
  const servers = await startServers(config, { runtime, readiness, log, metrics });
  const stopping = new AbortController();
  const work = runBackground(config, { runtime, stores, readiness, log, metrics, signal: stopping.signal });
  work.catch(onFatal);
  return {
    greeting: greeting(config, servers),
    port: servers.main.port,
    async stop() {
      stopping.abort();
      await Promise.all([servers.main.stop(), servers.metrics?.stop()]);
      await work;
      runtime.closeMails();
      await Promise.all([runtime.passwords.close(), stores.close()]);
    },
  };
}

function dependenciesOf(stores: Stores, { accessTokens }: Runtime): readonly Dependency[] {
  const { messageStore, sessions, counters, userView, eventView } = stores;
  const keys = {
    prepare: accessTokens.prepare,
    ping: async () => void (await accessTokens.jwks()),
  };
  return [
    { name: 'message store', essential: true, prepare: messageStore.prepare, ping: messageStore.ping },
    { name: 'sessions', essential: true, prepare: sessions.prepare, ping: sessions.ping },
    { name: 'attempt counters', essential: true, prepare: counters.prepare, ping: counters.ping },
    { name: 'key ring', essential: true, ...keys },
    { name: 'users view', essential: false, prepare: userView.prepare, ping: userView.ping },
    { name: 'events view', essential: false, prepare: eventView.prepare, ping: eventView.ping },
  ];
}

interface Parts {
  readonly runtime: Runtime;
  readonly readiness: Readiness;
  readonly log: ReturnType<typeof createLogger>;
  readonly metrics: Metrics;
}

interface Servers {
  readonly main: RunningServer;
  readonly metrics: RunningServer | null;
}

async function startServers(config: Config, parts: Parts): Promise<Servers> {
  const { HOST: host, PORT: port, METRICS_PORT: metricsPort } = config;
  const { log, metrics } = parts;
  const main =
    config.ROLE === 'aggregator'
      ? await startHttpServer(healthRoutes(parts.readiness, log), { host, port, log })
      : await startGateway(config, parts);
  if (metricsPort === undefined) return { main, metrics: null };
  const address = { host, port: metricsPort, setting: 'METRICS_PORT' };
  return { main, metrics: await startHttpServer(metrics.routes, { ...address, log }) };
}

async function runBackground(
  config: Config,
  {
    runtime,
    stores,
    readiness,
    log,
    metrics,
    signal,
  }: Parts & { readonly stores: Stores; readonly signal: AbortSignal },
): Promise<void> {
  const prepared = readiness.persist(signal);
  const shapes = async () => {
    await prepared;
    if (!signal.aborted) await tellShapes(stores, log);
  };
  const gateway = async () => {
    await Promise.all([
      runtime.passwords.prepare(),
      runtime.loginFeed.run(signal),
      runtime.maintainKeys(signal, metrics.observeKeys),
      administrator(),
    ]);
  };
  const aggregator = async () => {
    await prepared;
    const { observeBatch } = metrics;
    const feedRetention = config.FEED_RETENTION * 1_000;
    await runAggregator(runtime, { log, delay, signal, feedRetention, observeBatch });
  };
  await Promise.all([
    shapes(),
    config.ROLE === 'aggregator' ? undefined : gateway(),
    config.ROLE === 'gateway' ? undefined : aggregator(),
  ]);

  async function administrator(): Promise<void> {
    const settle = async () =>
      readiness.servesSignIn() && (await makeFirstAdministrator(config, { ...runtime, log }));
    while (!signal.aborted && !(await settle())) await delay(pause, signal);
  }
}
