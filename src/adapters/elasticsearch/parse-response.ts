import { z } from 'zod';
import { ElasticsearchFailure } from './failures.ts';

/** Reads what the server answered. Its contents stay out of the error when it is of another shape. */
export function parseResponse<Result>(schema: z.ZodType<Result>, response: unknown): Result {
  const parsed = schema.safeParse(response);
  if (parsed.success) return parsed.data;
  const places = parsed.error.issues.map(({ path, code }) => `${path.join('.')} (${code})`);
  throw new ElasticsearchFailure(`The answer has another shape at ${places.join(', ')}`);
}

/** Answers that tell something of each index by its name, as pairs: what stands in an error is their places alone. */
export function byName<Value>(schema: z.ZodType<Value>): z.ZodType<readonly (readonly [string, Value])[]> {
  const toEntries = (answer: unknown) =>
    typeof answer === 'object' && answer !== null ? Object.entries(answer) : answer;
  return z.preprocess(toEntries, z.array(z.tuple([z.string(), schema])));
}

/** Makes a document of what is stored, and of the version by which the server compares it with others. */
export type ParseSource<Item> = (source: unknown, rank: number) => Item;

/** The place of an error in answers to several requests at once. */
export const errorSchema: z.ZodType<{ readonly type: string }> = z.object({ type: z.string() });
