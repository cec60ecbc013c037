import type { Cli } from './cli.ts';

/** Where lines cannot be rewritten, in milliseconds. */
const tellEvery = 3_000;
const showEvery = 100;

/** Counts as people read them. */
export const numbers = new Intl.NumberFormat('en');

/** How often a command tells how far it is, in milliseconds: in one line that is rewritten on a terminal, else now and then. */
export function paceOf({ show }: Pick<Cli, 'show'>): number {
  return show === null ? tellEvery : showEvery;
}

/** With the numbers behind it, all of a line fits into 80 columns. */
const length = 10;

/** A share from 0 to 1 as a bar, with per cents. */
export function toBar(share: number): string {
  const within = Math.min(Math.max(share, 0), 1);
  const full = Math.floor(within * length);
  const percents = String(Math.floor(within * 100)).padStart(3);
  return `[${'='.repeat(full)}${' '.repeat(length - full)}] ${percents} %`;
}
