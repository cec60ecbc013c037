import { GenericContainer, getContainerRuntimeClient, Wait } from 'testcontainers';
import { POSTGRES_SETTINGS, toPostgresArguments } from './postgres.ts';
import { REDIS_SETTINGS, toRedisArguments } from './redis.ts';
import type { ContainedServerName, ServerProvision } from './server-addresses.ts';

interface ContainerDescription {
  readonly image: string;
  readonly port: number;
  readonly command?: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly readyWhenLogged: RegExp;
  readonly readyAfter: number;
  readonly address: (hostAndPort: string) => string;
}

const CONTAINERS: Readonly<Record<ContainedServerName, ContainerDescription>> = {
  redisUrl: {
    image: 'redis:7.4-alpine',
    port: 6379,
    command: ['redis-server', ...toRedisArguments(REDIS_SETTINGS)],
    environment: {},
    readyWhenLogged: /Ready to accept connections/,
    readyAfter: 1,
    address: (hostAndPort) => `redis://${hostAndPort}`,
  },
  databaseUrl: {
    image: 'postgres:17-alpine',
    port: 5432,
    command: ['postgres', ...toPostgresArguments(POSTGRES_SETTINGS)],
    environment: { POSTGRES_HOST_AUTH_METHOD: 'trust' },
    readyWhenLogged: /database system is ready to accept connections/,
    // The image starts the server once to set it up, and then again to serve.
    readyAfter: 2,
    address: (hostAndPort) => `postgres://postgres@${hostAndPort}/postgres`,
  },
  elasticsearchUrl: {
    image: 'docker.elastic.co/elasticsearch/elasticsearch:9.4.3',
    port: 9200,
    environment: {
      'discovery.type': 'single-node',
      'xpack.security.enabled': 'false',
      'cluster.routing.allocation.disk.threshold_enabled': 'false',
      ES_JAVA_OPTS: '-Xms512m -Xmx512m',
    },
    readyWhenLogged: /"message":\s*"started/,
    readyAfter: 1,
    address: (hostAndPort) => `http://${hostAndPort}`,
  },
};

/** Whether Docker, or what speaks its protocol, answers. */
export async function hasContainerEngine(): Promise<boolean> {
  try {
    await getContainerRuntimeClient();
    return true;
  } catch {
    // No engine: the servers are started natively instead.
    return false;
  }
}

export async function startContainer(name: ContainedServerName): Promise<ServerProvision> {
  const { image, port, command, environment, readyWhenLogged, readyAfter, address } = CONTAINERS[name];
  console.info(`starting a container of ${image} …`);
  const container = new GenericContainer(image)
    .withExposedPorts(port)
    .withEnvironment(environment)
    .withStartupTimeout(110_000)
    .withWaitStrategy(
      Wait.forAll([Wait.forListeningPorts(), Wait.forLogMessage(readyWhenLogged, readyAfter)]),
    );
  const started = await (command ? container.withCommand([...command]) : container).start();
  return {
    address: address(`${started.getHost()}:${started.getMappedPort(port)}`),
    stop: async () => {
      await started.stop();
    },
  };
}
