import { z } from 'zod';
import { toSearchWords } from '../../ports/search-words.ts';
import type { UserDocument } from '../../ports/user-view.ts';
import { parseResponse } from './parse-response.ts';
import { time, unsearched, type ViewIndex } from './view-index.ts';

export function userIndex(prefix: string): ViewIndex {
  return {
    alias: `${prefix}-users`,
    version: 1,
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
    },
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
export function toUserSource(user: UserDocument): object {
  const words = new Set([...toSearchWords(user.email ?? ''), ...toSearchWords(user.displayName ?? '')]);
  return { ...user, words: [...words] };
}

export function parseUserSource(source: unknown): UserDocument {
  return parseResponse(userSchema, source);
}
