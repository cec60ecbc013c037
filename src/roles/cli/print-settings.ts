import { readFileSync, writeFileSync } from 'node:fs';
import { withSettingsTable } from './settings-table.ts';

const page = new URL('../../../docs/settings.md', import.meta.url);
writeFileSync(page, withSettingsTable(readFileSync(page, 'utf8')));
