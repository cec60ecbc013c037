import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { mailProblems } from '../../../../src/adapters/mail/mail-problems.ts';
import { fineAt, problemAt } from '../../../../src/ports/diagnosis.ts';
import { parseConfig } from '../../../../src/roles/config.ts';
import { createMachineDiagnosis } from '../../../../src/roles/doctor/machine-diagnosis.ts';
import { machineProblems as problems } from '../../../../src/roles/doctor/machine-problems.ts';

const machine = 'This machine';
const shared = { DATABASE_URL: 'postgres://localhost/gatehouse' };
const node = fineAt(machine, 'Node', '24.1.0');

let folder: string;
let key: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gatehouse-machine-'));
  key = join(folder, 'master.key');
  onTestFinished(() => rmSync(folder, { recursive: true }));
});

test('finds nothing wrong before the first start', async () => {
  expect(await examine()).toEqual([node]);
});

test('finds nothing wrong with a key that its owner alone can read', async () => {
  writeKey(0o600);
  expect(await examine()).toEqual([node, fineAt(machine, 'master.key', 'mode 600')]);
});

test('tells of a key that others can read', async () => {
  writeKey(0o640);
  expect(await examine()).toEqual([node, problemAt(machine, problems.readableKey, 'mode 640')]);
});

test('tells of a shared store whose key lies on this machine alone', async () => {
  writeKey(0o600);
  expect(await examine(shared)).toEqual([
    node,
    fineAt(machine, 'master.key', 'mode 600'),
    problemAt(machine, problems.ownKey, `unset; ${key}`),
  ]);
});

test('tells of a shared store without any key', async () => {
  expect(await examine(shared)).toEqual([node, problemAt(machine, problems.missingKey, 'unset')]);
});

test('takes a key from the settings, and does not tell it', async () => {
  const MASTER_KEY = Buffer.alloc(32, 7).toString('base64');
  expect(await examine({ ...shared, MASTER_KEY })).toEqual([node, fineAt(machine, 'MASTER_KEY', 'set')]);
});

test('tells of mails that reach nobody in production, where a server for them is missing', async () => {
  const production = { NODE_ENV: 'production' };
  expect(await examine(production)).toEqual([node, problemAt(machine, mailProblems.nobody, 'unset')]);
  expect(await examine({ ...production, SMTP_URL: 'smtps://smtp.example.com' })).toEqual([node]);
});

test('tells of a Node that is too old', async () => {
  expect(await examine({}, '22.3.0')).toEqual([problemAt(machine, problems.oldNode, '22.3.0')]);
});

function writeKey(mode: number): void {
  writeFileSync(key, 'not read');
  chmodSync(key, mode);
}

async function examine(settings: Readonly<Record<string, string>> = {}, nodeVersion = '24.1.0') {
  const config = parseConfig({ DATA_DIR: folder, ...settings });
  return (await createMachineDiagnosis(config, nodeVersion).examine()).findings;
}
