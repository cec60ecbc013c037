import { existsSync, statSync } from 'node:fs';
import { mailProblems } from '../../adapters/mail/mail-problems.ts';
import { type Diagnosis, type Finding, fineAt, problemAt } from '../../ports/diagnosis.ts';
import type { Config } from '../config.ts';
import { masterKeyFile } from '../master-key.ts';
import { machineProblems as problems } from './machine-problems.ts';

export const thisMachine = 'This machine';
const oldestNode = 24;

/** Examines what Gatehouse would run on if it were started here with these settings. */
export function createMachineDiagnosis(config: Config, nodeVersion = process.versions.node): Diagnosis {
  return {
    examine: () =>
      Promise.resolve({
        findings: [judgeNode(nodeVersion), ...judgeMasterKey(config), ...judgeMails(config)],
        clocks: [],
      }),
  };
}

function judgeNode(version: string): Finding {
  return Number.parseInt(version, 10) < oldestNode
    ? problemAt(thisMachine, problems.oldNode, version)
    : fineAt(thisMachine, problems.oldNode.check, version);
}

function judgeMasterKey(config: Config): readonly Finding[] {
  if (config.MASTER_KEY !== undefined) return [fineAt(thisMachine, problems.ownKey.check, 'set')];
  const file = masterKeyFile(config);
  const isShared = config.REDIS_URL !== undefined || config.DATABASE_URL !== undefined;
  if (!existsSync(file)) {
    return isShared ? [problemAt(thisMachine, problems.missingKey, 'unset')] : [];
  }
  return [judgeMode(file), ...(isShared ? [problemAt(thisMachine, problems.ownKey, `unset; ${file}`)] : [])];
}

/** Files are what is wanted where somebody tries things out. */
function judgeMails({ SMTP_URL, NODE_ENV }: Config): readonly Finding[] {
  return SMTP_URL === undefined && NODE_ENV === 'production'
    ? [problemAt(thisMachine, mailProblems.nobody, 'unset')]
    : [];
}

function judgeMode(file: string): Finding {
  const mode = statSync(file).mode & 0o777;
  const found = `mode ${mode.toString(8).padStart(3, '0')}`;
  return (mode & 0o077) === 0
    ? fineAt(thisMachine, problems.readableKey.check, found)
    : problemAt(thisMachine, problems.readableKey, found);
}
