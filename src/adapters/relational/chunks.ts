/** Few enough rows for the number of parameters that one statement may have. */
const chunkSize = 500;

export function chunksOf<Item>(items: readonly Item[]): readonly (readonly Item[])[] {
  const count = Math.ceil(items.length / chunkSize);
  return Array.from({ length: count }, (_, i) => items.slice(i * chunkSize, (i + 1) * chunkSize));
}
