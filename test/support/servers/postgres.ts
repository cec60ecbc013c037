import { existsSync, globSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { installPackages } from './apt.ts';
import { findProgram } from './find-program.ts';
import { findFreePort } from './free-port.ts';
import { type OwnServer, type OwnServerOptions, ownServer } from './own-server.ts';
import { type ServerProcess, startProcess, untilReady } from './server-process.ts';
import { type SystemUser, unprivilegedUser } from './system-user.ts';
import { claimFolder } from './temporary-folder.ts';

/** For speed: a test's data need not survive the machine, only the server. */
export const POSTGRES_SETTINGS: Readonly<Record<string, string>> = {
  max_connections: '200',
  fsync: 'off',
  full_page_writes: 'off',
  // In the data folder and not in /dev/shm, where a killed server would leave it for good.
  dynamic_shared_memory_type: 'mmap',
};

interface Cluster {
  readonly programs: string;
  readonly folder: string;
  readonly user: SystemUser | undefined;
  readonly port: number;
}

export interface PostgresOptions extends OwnServerOptions {
  /** Settings on top of {@link POSTGRES_SETTINGS}, by their names in postgresql.conf. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly under?: readonly string[] | undefined;
}

/** Starts a cluster; its user is `postgres`, who needs no password from this machine. */
export async function startPostgres({
  port,
  dataDir,
  settings = {},
  under,
}: PostgresOptions = {}): Promise<OwnServer> {
  const programs = await findPrograms();
  const user = unprivilegedUser('postgres');
  const folder = claimFolder(dataDir, user);
  const cluster = { programs, folder: folder.path, user, port: port ?? (await findFreePort()) };
  if (!existsSync(join(folder.path, 'postgres', 'PG_VERSION'))) await createCluster(cluster);
  const url = `postgres://postgres@127.0.0.1:${cluster.port}/postgres`;
  const server = await startCluster(cluster, { settings, under });
  await untilReady('PostgreSQL', server, () => connect(url));
  return ownServer({ url, port: cluster.port, server, folder, stopSignal: 'SIGINT' });
}

/** Settings as postgres' arguments. */
export function toPostgresArguments(settings: Readonly<Record<string, string>>): string[] {
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

async function createCluster({ programs, folder, user }: Cluster): Promise<void> {
  const args = ['-D', join(folder, 'postgres'), '-U', 'postgres', '-A', 'trust', '-E', 'UTF8'];
  const initdb = await startProcess({
    command: join(programs, 'initdb'),
    args: [...args, '--locale=C.UTF-8', '--no-sync', '--no-instructions'],
    folder,
    user,
  });
  while (initdb.isRunning()) await sleep(20);
  if (!existsSync(join(folder, 'postgres', 'PG_VERSION'))) {
    throw new Error(`PostgreSQL's initdb failed:\n${initdb.output()}`);
  }
}

function startCluster(
  { programs, folder, user, port }: Cluster,
  { settings: own, under }: Pick<PostgresOptions, 'settings' | 'under'>,
): Promise<ServerProcess> {
  const settings = {
    ...POSTGRES_SETTINGS,
    ...own,
    port: String(port),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
  };
  const args = ['-D', join(folder, 'postgres'), ...toPostgresArguments(settings)];
  return startProcess({ command: join(programs, 'postgres'), args, folder, user, under });
}

async function findPrograms(): Promise<string> {
  const present = programsFolder();
  if (present !== undefined) return present;
  const otherwise =
    'PostgreSQL is missing: install postgresql, start Docker, or give the URL of one in TEST_DATABASE_URL.';
  await installPackages({ packages: ['postgresql'], otherwise });
  const installed = programsFolder();
  if (installed === undefined) throw new Error(otherwise);
  return installed;
}

function programsFolder(): string | undefined {
  const folders = globSync('/usr/lib/postgresql/*/bin').sort((a, b) =>
    b.localeCompare(a, 'en', { numeric: true }),
  );
  return findProgram('initdb', folders)?.replace(/\/initdb$/, '');
}

async function connect(url: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.end();
}
