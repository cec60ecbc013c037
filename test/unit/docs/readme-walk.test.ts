import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';
import { parseConfig } from '../../../src/roles/config.ts';
import { createProcess } from '../../../src/roles/process.ts';
import { type Fence, fencesOf, readText } from './markdown.ts';

const run = promisify(execFile);
const mark = '--- the next command ---';

it('runs every curl command of the README, and gets the answers that it shows', async () => {
  const walk = fencesOf(readText('README.md').split('## The same by curl')[1] ?? '');
  const commands = walk.filter(isCommand).map(({ text }) => text);
  const answers = walk.filter(({ language }) => language === 'json').map(({ text }) => text);
  const outputs = await runAll(commands, administratorOf(walk));
  expect(outputs.map((output) => JSON.parse(output))).toEqual(answers.map(toExpectation));
});

function isCommand({ language, text }: Fence): boolean {
  return language === 'sh' && text.includes('curl ');
}

/** The settings that the README starts the server with. */
function administratorOf(walk: readonly Fence[]): Record<string, string> {
  const [, email = '', password = ''] =
    /ADMIN_EMAIL=(\S+) ADMIN_PASSWORD='(.+)'/.exec(walk[0]?.text ?? '') ?? [];
  return { ADMIN_EMAIL: email, ADMIN_PASSWORD: password };
}

/** One shell for all of them, as a reader has; its folder and its server are the test's own. */
async function runAll(
  commands: readonly string[],
  administrator: Record<string, string>,
): Promise<readonly string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'gatehouse-readme-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const server = await createProcess(
    parseConfig({
      ...administrator,
      DATA_DIR: folder,
      PORT: '0',
      NODE_ENV: 'production',
      LOG_LEVEL: 'fatal',
    }),
    (error) => expect.unreachable(String(error)),
  );
  onTestFinished(server.stop);
  const script = [
    'set -e',
    ...commands.map((command) => (isStream(command) ? watch(command, commands) : command)),
  ]
    .join(`\necho '${mark}'\n`)
    .replaceAll('localhost:4000', `localhost:${server.port}`);
  const { stdout } = await run('bash', ['-c', script], { cwd: folder, timeout: 20_000 });
  return stdout
    .split(mark)
    .slice(1)
    .map((output) => output.trim().replace(/^.*^data: /ms, ''));
}

function isStream(command: string): boolean {
  return command.includes('text/event-stream');
}

/** Logs in until the stream tells of it, as the README asks of a second terminal. */
function watch(command: string, [, logIn = '']: readonly string[]): string {
  return [
    `exec ${command.trim()} > stream.txt &`,
    `until grep -q '^data: ' stream.txt; do { ${logIn} } > /dev/null; sleep 0.1; done`,
    'kill $!',
    "grep -m 1 '^data: ' stream.txt",
  ].join('\n');
}

/** The answer as the README shows it, in which `…` stands for any text. */
function toExpectation(shown: string): unknown {
  return JSON.parse(shown, (_key, value: unknown) => (value === '…' ? expect.any(String) : value));
}
