import { readFileSync, writeFileSync } from 'node:fs';
import { withEvents } from './events-page.ts';

const page = new URL('../../../docs/events.md', import.meta.url);
writeFileSync(page, withEvents(readFileSync(page, 'utf8')));
