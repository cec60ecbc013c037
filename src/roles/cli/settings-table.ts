import { z } from 'zod';
import { settings } from '../settings.ts';
import { withGeneratedPart } from './generated-part.ts';

const header = ['| Name | Default | What it does |', '| --- | --- | --- |'];
const begin = '<!-- The table is written by `npm run settings`. -->';
const end = '<!-- The end of the table. -->';

/** The part of a JSON Schema that the table tells. */
interface Setting {
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
}

/** A page with its table of settings brought up to date. @throws Error for a page without the two marks */
export function withSettingsTable(page: string): string {
  return withGeneratedPart(page, { begin, end, text: settingsTable() });
}

function settingsTable(): string {
  const { properties = {} } = z.toJSONSchema(z.object(settings), { unrepresentable: 'any', io: 'input' });
  const rows = Object.entries(properties).map(([name, setting]) => row(name, setting as Setting));
  return [...header, ...rows].join('\n');
}

function row(name: string, { default: standard, description = '', enum: values = [] }: Setting): string {
  const choice = values.length === 0 ? '' : ` One of ${values.map(code).join(', ')}.`;
  const shown = standard === undefined || standard === '' ? 'none' : code(standard);
  return `| ${code(name)} | ${shown} | ${description}${choice} |`;
}

function code(value: unknown): string {
  return `\`${String(value)}\``;
}
