import type { Command } from 'commander';
import type { Finding } from '../../ports/diagnosis.ts';
import { parseConfig } from '../config.ts';
import { examine } from '../doctor/examine.ts';
import { openDiagnoses } from '../doctor/open-diagnoses.ts';
import { toReport } from '../doctor/report.ts';
import { type Cli, CommandFailed } from './cli.ts';

/** Adds `gatehouse doctor`. */
export function addDoctorCommand(program: Command, cli: Cli): void {
  program
    .command('doctor')
    .description('Checks the servers that the settings name, and says what each finding risks.')
    .option('--json', 'print the findings as JSON')
    .action(async ({ json = false }: { readonly json?: boolean }) => {
      const findings = await runDoctor(cli);
      const lines = json ? [JSON.stringify({ findings }, null, 2)] : toReport(findings);
      for (const line of lines) cli.print(line);
      if (findings.some(({ level }) => level === 'danger')) {
        throw new CommandFailed(
          'The doctor found dangers: what is acknowledged may be lost, or nothing works.',
        );
      }
    });
}

async function runDoctor({ environment }: Cli): Promise<readonly Finding[]> {
  const opened = openDiagnoses(parseConfig(environment));
  try {
    return await examine(opened.map(({ diagnosis }) => diagnosis));
  } finally {
    await Promise.all(opened.map(({ close }) => close()));
  }
}
