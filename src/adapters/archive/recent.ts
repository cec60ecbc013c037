/** Remembers what was made last, by a key: at most `limit` values, of which the one unused longest goes first. */
export function createRecent<Value>(limit: number) {
  const values = new Map<string, Value>();
  return async (key: string, make: () => Promise<Value>): Promise<Value> => {
    const value = values.get(key) ?? (await make());
    // A Map keeps the order of insertion.
    values.delete(key);
    values.set(key, value);
    const [oldest] = values.keys();
    if (values.size > limit && oldest !== undefined) values.delete(oldest);
    return value;
  };
}
