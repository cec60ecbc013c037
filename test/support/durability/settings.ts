/** What every store of these tests is created with. */
export const identity = { partitions: 4, keyFingerprint: 'the key' } as const;

/** How many streams are appended to at the same time. */
export const writers = 4;
