import { errors } from '@elastic/elasticsearch';
import { z } from 'zod';
import { Unavailable } from '../../ports/errors.ts';

/** Elasticsearch answered that it did not do what was asked. */
export class ElasticsearchFailure extends Error {
  override readonly name = 'ElasticsearchFailure';
}

/** Turns the failures of the work into `Unavailable`. */
export async function unavailableOnFailure<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ElasticsearchFailure) throw new Unavailable('views', error);
    if (error instanceof errors.ElasticsearchClientError)
      throw new Unavailable('views', withoutContents(error));
    throw error;
  }
}

/** Whether a request, or one item of it, was refused for this reason. */
export function isOfType(error: unknown, type: string): boolean {
  if (error instanceof ElasticsearchFailure) return error.message === type;
  return error instanceof errors.ResponseError && typeOf(error) === type;
}

/** The client's errors hold the request with its documents, and the server's reasons quote them. */
function withoutContents(error: errors.ElasticsearchClientError): ElasticsearchFailure {
  if (error instanceof errors.ResponseError) {
    return new ElasticsearchFailure(`${typeOf(error)} (${error.statusCode ?? 'no status'})`);
  }
  const speaksOfTheConnection =
    error instanceof errors.ConnectionError || error instanceof errors.NoLivingConnectionsError;
  return new ElasticsearchFailure(speaksOfTheConnection ? `${error.name}: ${error.message}` : error.name);
}

const bodySchema = z.object({ error: z.object({ type: z.string() }) });

function typeOf(error: errors.ResponseError): string {
  const body: unknown = error.body;
  return bodySchema.safeParse(body).data?.error.type ?? 'no error type';
}
