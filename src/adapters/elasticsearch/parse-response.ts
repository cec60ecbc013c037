import { z } from 'zod';
import { ElasticsearchFailure } from './failures.ts';

/** Reads what the server answered. Its contents stay out of the error when it is of another shape. */
export function parseResponse<Result>(schema: z.ZodType<Result>, response: unknown): Result {
  const parsed = schema.safeParse(response);
  if (parsed.success) return parsed.data;
  const places = parsed.error.issues.map(({ path, code }) => `${path.join('.')} (${code})`);
  throw new ElasticsearchFailure(`The answer has another shape at ${places.join(', ')}`);
}

/** The place of an error in answers to several requests at once. */
export const errorSchema: z.ZodType<{ readonly type: string }> = z.object({ type: z.string() });
