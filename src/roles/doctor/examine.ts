import type { Diagnosis, Finding } from '../../ports/diagnosis.ts';
import { judgeClocks } from './judge-clocks.ts';

/** What all diagnoses find, those of one server beside each other, with how far their clocks are apart. */
export async function examine(diagnoses: readonly Diagnosis[]): Promise<readonly Finding[]> {
  const examinations = await Promise.all(diagnoses.map((diagnosis) => diagnosis.examine()));
  return [
    ...examinations.flatMap(({ findings }) => findings),
    ...judgeClocks(examinations.flatMap(({ clocks }) => clocks)),
  ];
}
