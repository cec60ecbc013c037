/** With the numbers behind it, all of a line fits into 80 columns. */
const length = 10;

/** A share from 0 to 1 as a bar, with per cents. */
export function toBar(share: number): string {
  const within = Math.min(Math.max(share, 0), 1);
  const full = Math.floor(within * length);
  const percents = String(Math.floor(within * 100)).padStart(3);
  return `[${'='.repeat(full)}${' '.repeat(length - full)}] ${percents} %`;
}
