const units: Readonly<Record<string, number>> = {
  b: 1,
  kb: 2 ** 10,
  mb: 2 ** 20,
  gb: 2 ** 30,
  tb: 2 ** 40,
  pb: 2 ** 50,
};

/**
 * How many bytes of a disk have to be free by a watermark: a share that may be used, such as `85%` or `0.85`, of
 * which no more than the headroom has to stay free, or a number of bytes that have to stay free, such as `20gb`.
 * @see https://www.elastic.co/docs/reference/elasticsearch/configuration-reference/cluster-level-shard-allocation-routing-settings
 */
export function freeBytesOf(
  total: number,
  { watermark, headroom }: { readonly watermark: string; readonly headroom: string },
): number {
  const bytes = toBytes(watermark);
  if (bytes !== null) return bytes;
  const share = watermark.endsWith('%') ? Number.parseFloat(watermark) / 100 : Number(watermark);
  const free = total * (1 - share);
  return Math.min(free, toBytes(headroom) ?? free);
}

/** Null for what is no number of bytes; a headroom of `-1` is none. */
function toBytes(text: string): number | null {
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?)([kmgtp]?b)$/i.exec(text) ?? [];
  return number === undefined ? null : Number(number) * (units[unit.toLowerCase()] ?? 1);
}
