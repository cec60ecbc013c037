import { chownSync, cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { downloadElasticsearch } from './download-elasticsearch.ts';
import { findFreePort } from './free-port.ts';
import { findJavaHome } from './java.ts';
import { type OwnServer, type OwnServerOptions, ownServer } from './own-server.ts';
import { startProcess, untilReady } from './server-process.ts';
import { type SystemUser, unprivilegedUser } from './system-user.ts';
import { claimFolder } from './temporary-folder.ts';

export interface ElasticsearchOptions extends OwnServerOptions {
  readonly jvmOptions?: readonly string[];
}

/** A small heap, and only the quick compiler: that saves two seconds of each start. */
const JVM_OPTIONS = ['-Xms512m', '-Xmx512m', '-XX:TieredStopAtLevel=1'];

/** Starts a single node, in about 12 seconds. */
export async function startElasticsearch({
  port,
  dataDir,
  jvmOptions = JVM_OPTIONS,
}: ElasticsearchOptions = {}): Promise<OwnServer> {
  const javaHome = await findJavaHome();
  const home = await downloadElasticsearch();
  const user = unprivilegedUser('nobody');
  const folder = claimFolder(dataDir, user);
  const listenOn = port ?? (await findFreePort());
  const settings = settingsFor(folder.path, listenOn, await findFreePort());
  prepareFolder({ home, folder: folder.path, user, settings, jvmOptions });
  const server = await startProcess({
    command: join(javaHome, 'bin', 'java'),
    args: [
      '-XX:TieredStopAtLevel=1',
      '-XX:-UsePerfData',
      `-Djava.io.tmpdir=${join(folder.path, 'tmp')}`,
      '-cp',
      join(home, 'lib/tools/server-launcher/*'),
      'org.elasticsearch.server.launcher.ServerLauncher',
    ],
    folder: folder.path,
    cwd: home,
    user,
    env: environmentFor({ home, javaHome, folder: folder.path }),
  });
  const url = `http://127.0.0.1:${listenOn}`;
  await untilReady('Elasticsearch', server, () => assertHealthy(url));
  return ownServer({ url, port: listenOn, server, folder });
}

function settingsFor(folder: string, port: number, transportPort: number): Record<string, unknown> {
  return {
    'discovery.type': 'single-node',
    'xpack.security.enabled': false,
    'xpack.ml.enabled': false,
    'cluster.routing.allocation.disk.threshold_enabled': false,
    'path.data': join(folder, 'data'),
    'path.logs': join(folder, 'logs'),
    'http.host': '127.0.0.1',
    'http.port': port,
    'transport.host': '127.0.0.1',
    'transport.port': transportPort,
  };
}

interface FolderContents {
  readonly home: string;
  readonly folder: string;
  readonly user: SystemUser | undefined;
  readonly settings: Record<string, unknown>;
  readonly jvmOptions: readonly string[];
}

function prepareFolder({ home, folder, user, settings, jvmOptions }: FolderContents): void {
  const config = join(folder, 'config');
  if (!existsSync(config)) cpSync(join(home, 'config'), config, { recursive: true });
  for (const name of ['data', 'logs', 'tmp', 'config/jvm.options.d']) {
    mkdirSync(join(folder, name), { recursive: true });
  }
  // JSON is YAML too.
  writeFileSync(join(config, 'elasticsearch.yml'), JSON.stringify(settings, null, 2));
  writeFileSync(join(config, 'jvm.options.d', 'test.options'), `${jvmOptions.join('\n')}\n`);
  if (user === undefined) return;
  for (const name of ['', 'data', 'logs', 'tmp', 'config']) chownSync(join(folder, name), user.uid, user.gid);
}

interface Places {
  readonly home: string;
  readonly javaHome: string;
  readonly folder: string;
}

/** What Elasticsearch's start script, which the download lacks, would set. */
function environmentFor({ home, javaHome, folder }: Places): NodeJS.ProcessEnv {
  return {
    ES_HOME: home,
    ES_PATH_CONF: join(folder, 'config'),
    ES_TMPDIR: join(folder, 'tmp'),
    ES_JAVA_HOME: javaHome,
    JAVA: join(javaHome, 'bin', 'java'),
    JAVA_TYPE: 'ES_JAVA_HOME',
    ES_DISTRIBUTION_TYPE: 'tar',
    CLI_JAVA_OPTS: `-Djava.io.tmpdir=${join(folder, 'tmp')}`,
  };
}

async function assertHealthy(url: string): Promise<void> {
  const response = await fetch(`${url}/_cluster/health?wait_for_status=yellow&timeout=5s`);
  await response.body?.cancel();
  if (!response.ok) throw new Error(`Elasticsearch answers ${response.status}.`);
}
