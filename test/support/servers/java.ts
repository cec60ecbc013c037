import { globSync } from 'node:fs';
import { join } from 'node:path';
import { installPackages } from './apt.ts';
import { findProgram } from './find-program.ts';
import { run } from './run.ts';

const PACKAGES = ['openjdk-25-jdk-headless', 'openjdk-21-jdk-headless'];

/** Elasticsearch runs on Java 21 or later with these modules, which a plain JRE leaves out. */
const MODULES = ['jdk.attach', 'jdk.jlink', 'jdk.incubator.vector'];

/** The JAVA_HOME of a Java that runs Elasticsearch; Debian's package is installed if there is none. */
export async function findJavaHome(): Promise<string> {
  const present = await installedJavaHome();
  if (present !== undefined) return present;
  const otherwise =
    'Elasticsearch needs a JDK of version 21 or later: install one under /usr/lib/jvm or set JAVA_HOME, ' +
    'or start Docker, or give the URL of a running Elasticsearch in TEST_ELASTICSEARCH_URL.';
  const offered = await firstOffered(PACKAGES);
  if (offered === undefined) throw new Error(otherwise);
  await installPackages({ packages: [offered], otherwise });
  const installed = await installedJavaHome();
  if (installed === undefined) throw new Error(otherwise);
  return installed;
}

async function installedJavaHome(): Promise<string | undefined> {
  const { JAVA_HOME } = process.env;
  const homes = [JAVA_HOME, ...globSync('/usr/lib/jvm/*')].filter((home) => home !== undefined);
  for (const home of homes) {
    if (await runsElasticsearch(home)) return home;
  }
  return undefined;
}

async function runsElasticsearch(home: string): Promise<boolean> {
  try {
    const modules = await run(join(home, 'bin', 'java'), ['--list-modules']);
    const version = Number(/^java\.base@(\d+)/m.exec(modules)?.[1] ?? 0);
    return version >= 21 && MODULES.every((name) => modules.includes(`\n${name}@`));
  } catch {
    // Not a Java, or one from before modules.
    return false;
  }
}

async function firstOffered(packages: readonly string[]): Promise<string | undefined> {
  if (findProgram('apt-cache') === undefined) return undefined;
  const known = await run('apt-cache', ['policy', ...packages]);
  return packages.find((name) => new RegExp(`^${name}:\\n.*\\n +Candidate: \\d`, 'm').test(known));
}
