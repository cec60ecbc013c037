import { DomainError } from '../domain/domain-error.ts';

/**
 * What a use case gives, or null when it is refused; everything else that it throws travels on.
 *
 * @example const token = await nullIfRefused(accessTokens.verify(text));
 */
export async function nullIfRefused<Result>(work: Promise<Result>): Promise<Result | null> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof DomainError) return null;
    throw error;
  }
}
