import type { Finding, FindingLevel } from '../../ports/diagnosis.ts';

const words: Readonly<Record<FindingLevel, string>> = { ok: 'ok', warning: 'warning', danger: 'DANGER' };
const levelWidth = 'warning'.length;

/** The findings as lines for people, a block for each server, with what each that is not well risks. */
export function toReport(findings: readonly Finding[]): readonly string[] {
  const servers = [...new Set(findings.map(({ server }) => server))];
  const width = Math.max(...findings.map(({ check }) => check.length));
  const blocks = servers.flatMap((server) => {
    const own = findings.filter((finding) => finding.server === server);
    return [server, ...own.flatMap((finding) => toLines(finding, width)), ''];
  });
  return [...blocks, toSummary(findings)];
}

function toLines({ level, check, found, risk, advice }: Finding, width: number): readonly string[] {
  const line = `  ${words[level].padEnd(levelWidth)}  ${check.padEnd(width)}  ${found}`;
  if (level === 'ok') return [line];
  const indent = ' '.repeat(levelWidth + 4);
  return [line, `${indent}${risk}`, `${indent}→ ${advice}`];
}

function toSummary(findings: readonly Finding[]): string {
  const count = (level: FindingLevel) => findings.filter((finding) => finding.level === level).length;
  const [dangers, warnings] = [count('danger'), count('warning')];
  return `${numbered(dangers, 'danger')}, ${numbered(warnings, 'warning')}, ${count('ok')} ok.`;
}

function numbered(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
