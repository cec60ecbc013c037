import { readFileSync, writeFileSync } from 'node:fs';
import { withExplanations } from '../doctor/explanations.ts';

const page = new URL('../../../docs/guides/doctor.md', import.meta.url);
writeFileSync(page, withExplanations(readFileSync(page, 'utf8')));
