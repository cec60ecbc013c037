import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';
import { parseConfig } from '../../../src/roles/config.ts';
import { createProcess } from '../../../src/roles/process.ts';
import { findFreePort } from '../../support/servers/free-port.ts';
import { fencesOf, readText } from './markdown.ts';

const run = promisify(execFile);
const mark = '--- the next command ---';

it('runs every curl command of the guide to the endpoints, and gets the answers that it shows', async () => {
  const guide = readText('docs/guides/endpoints.md');
  const port = String(await findFreePort());
  const fences = fencesOf(guide.replaceAll('localhost:4000', `localhost:${port}`));
  const commands = fences.filter(({ text }) => text.includes('curl ')).map(({ text }) => text);
  const answers = fences.filter(({ language }) => language === 'json').map(({ text }) => text);
  const [, SERVICE_CLIENTS = ''] = /SERVICE_CLIENTS='([^']+)' npm start/.exec(guide) ?? [];
  const folder = await mkdtemp(join(tmpdir(), 'gatehouse-endpoints-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const config = {
    DATA_DIR: folder,
    PORT: port,
    NODE_ENV: 'production',
    LOG_LEVEL: 'fatal',
    SERVICE_CLIENTS,
  };
  const server = await createProcess(parseConfig(config), (error) => expect.unreachable(String(error)));
  onTestFinished(server.stop);

  const script = ['set -e', ...commands].join(`\necho '${mark}'\n`);
  const { stdout } = await run('bash', ['-c', script], { cwd: folder, timeout: 25_000 });
  const outputs = stdout.split(mark).slice(1);

  expect(outputs.map((output) => JSON.parse(output))).toEqual(answers.map(toExpectation));
});

/** The answer as the guide shows it, in which `…` stands for any text and 0 for any number. */
function toExpectation(shown: string): unknown {
  return JSON.parse(shown, (_key, value: unknown) => {
    if (value === '…') return expect.stringMatching(/./);
    return value === 0 ? expect.any(Number) : value;
  });
}
