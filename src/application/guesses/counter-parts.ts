/** Names the counter of a source's guesses at one account. */
export const pairOf = (account: string, source: string): readonly string[] => [
  'account and source',
  account,
  source,
];

/** Names the counter of all strangers' guesses at one account. */
export const wholeOf = (account: string): readonly string[] => ['account', account];

/** Names the counter of the guesses of all known devices of one account. */
export const devicesOf = (account: string): readonly string[] => ['account and devices', account];

/** Names the pause that follows on a guess in the counter with this key. */
export const pauseOf = (key: string): readonly string[] => ['pause', key];
