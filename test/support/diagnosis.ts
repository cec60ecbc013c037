import type { Diagnosis, Finding, FindingLevel } from '../../src/ports/diagnosis.ts';

/** What a diagnosis finds, by check: the level and what was found. Only of one server. */
export async function findingsOf(diagnosis: Diagnosis): Promise<Readonly<Record<string, Finding>>> {
  const { findings } = await diagnosis.examine();
  return Object.fromEntries(findings.map((finding) => [finding.check, finding]));
}

/** The checks of one level, in the order in which they are told. */
export function checksOf(
  findings: Readonly<Record<string, Finding>>,
  level: FindingLevel,
): readonly string[] {
  return Object.values(findings)
    .filter((finding) => finding.level === level)
    .map(({ check }) => check);
}
