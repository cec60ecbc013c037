import { z } from 'zod';
import { toIndexWords, toSimilarForms } from '../../ports/search-words.ts';
import type { UserDocument } from '../../ports/user-view.ts';
import { parseResponse } from './parse-response.ts';
import { time, unsearched, type ViewIndex } from './view-index.ts';

export function userIndex(prefix: string): ViewIndex<UserDocument> {
  return {
    alias: `${prefix}-users`,
    shape: 2,
    properties: {
      id: { type: 'keyword' },
      email: { type: 'keyword' },
      emailVerified: { type: 'boolean' },
      displayName: unsearched,
      status: { type: 'keyword' },
      roles: { type: 'keyword' },
      registeredAt: time,
      lastLoginAt: time,
      loginCount: { type: 'long' },
      version: { type: 'long' },
      words: { type: 'keyword', doc_values: false },
      // By them a word is found in spite of a small mistake.
      similar: { type: 'keyword', doc_values: false },
    },
    unreturned: ['words', 'similar'],
    toSource: toUserSource,
    parse: parseUserSource,
    isErased: ({ status }) => status === 'ERASED',
    scanOrder: { sort: [{ field: 'id', direction: 'asc' }], valuesOf: ({ id }) => [id] },
  };
}

const userSchema: z.ZodType<UserDocument> = z.object({
  id: z.string(),
  email: z.string().nullable(),
  emailVerified: z.boolean(),
  displayName: z.string().nullable(),
  status: z.enum(['ACTIVE', 'DEACTIVATED', 'ERASED']),
  roles: z.array(z.string()),
  registeredAt: z.number(),
  lastLoginAt: z.number().nullable(),
  loginCount: z.number(),
  version: z.number(),
});

/** The document with the words that it is found by. */
function toUserSource(user: UserDocument): object {
  const words = new Set([user.email, user.displayName].flatMap((text) => toIndexWords(text ?? '')));
  const similar = new Set([...words].flatMap(toSimilarForms));
  return { ...user, words: [...words], similar: [...similar] };
}

function parseUserSource(source: unknown): UserDocument {
  return parseResponse(userSchema, source);
}
