import { PothosValidationError } from '@pothos/core';
import { type ASTNode, GraphQLError } from 'graphql';
import {
  AccessDenied,
  IdempotencyKeyReused,
  PositionNotReached,
  QueryRefused,
  UnknownPosition,
  UnknownView,
  UserSetAside,
} from '../application/errors.ts';
import { DomainError, type DomainErrorCode, type InputIssue } from '../domain/domain-error.ts';
import { FeedTrimmed, Unavailable } from '../ports/errors.ts';
import { BuildGone } from '../ports/view-builds.ts';

/** A refusal as callers see it: each class below is a type of the schema. */
class PublicError extends Error {
  constructor(refusal: DomainError | AccessDenied) {
    super(refusal.message);
  }
}

class InvalidInput extends PublicError {
  readonly issues: readonly InputIssue[];
  constructor(refusal: DomainError, issues: readonly InputIssue[]) {
    super(refusal);
    this.issues = issues;
  }
}

class WeakPassword extends PublicError {
  readonly suggestions: readonly string[];
  constructor(refusal: DomainError, suggestions: readonly string[]) {
    super(refusal);
    this.suggestions = suggestions;
  }
}

class Delayed extends PublicError {
  readonly retryAfter: Date;
  constructor(refusal: DomainError, retryAfter: Date) {
    super(refusal);
    this.retryAfter = retryAfter;
  }
}

class TooManyRequests extends Delayed {}
class AccountLocked extends Delayed {}
class NotFound extends PublicError {}
class Conflict extends PublicError {}
class EmailTaken extends PublicError {}
class InvalidCredentials extends PublicError {}
class AccountDeactivated extends PublicError {}
class InvalidToken extends PublicError {}
class Forbidden extends PublicError {}

/** The members of the payload unions, by their names in the schema. */
export const publicErrors = {
  InvalidInput,
  WeakPassword,
  TooManyRequests,
  AccountLocked,
  EmailTaken,
  InvalidCredentials,
  AccountDeactivated,
  InvalidToken,
  NotFound,
  Conflict,
  Forbidden,
};

/** Runs a use case; its refusals become the errors that the payload unions name. */
export async function refusing<Result>(useCase: () => Promise<Result>): Promise<Result> {
  try {
    return await useCase();
  } catch (error) {
    if (error instanceof AccessDenied) throw new Forbidden(error);
    throw error instanceof DomainError ? toPublicError(error) : error;
  }
}

function toPublicError(error: DomainError): Error {
  const { refusal } = error;
  switch (refusal.code) {
    case 'INVALID_INPUT':
      return new InvalidInput(error, refusal.issues.map(inArgument));
    case 'WEAK_PASSWORD':
      return new WeakPassword(error, refusal.suggestions);
    case 'TOO_MANY_REQUESTS':
      return new TooManyRequests(error, refusal.retryAfter);
    case 'ACCOUNT_LOCKED':
      return new AccountLocked(error, refusal.retryAfter);
    case 'NOT_FOUND':
      return new NotFound(error);
    case 'ALREADY_IN_STATE':
    case 'LAST_ADMINISTRATOR':
      return new Conflict(error);
    case 'EMAIL_TAKEN':
      return new EmailTaken(error);
    case 'INVALID_CREDENTIALS':
      return new InvalidCredentials(error);
    case 'ACCOUNT_DEACTIVATED':
      return new AccountDeactivated(error);
    case 'INVALID_TOKEN':
      return new InvalidToken(error);
    case 'FORBIDDEN':
      return new Forbidden(error);
    case 'CONFLICT':
      return error;
  }
}

/** The issue as callers see it: every mutation takes its fields in the one argument `input`. */
function inArgument({ path, message }: InputIssue): InputIssue {
  return { path: ['input', ...path], message };
}

/** Codes of GraphQL errors, as `extensions.code`, beside those of GraphQL Yoga itself. */
type ErrorCode =
  | DomainErrorCode
  | 'UNAUTHENTICATED'
  | 'POSITION_NOT_REACHED'
  | 'SERVICE_UNAVAILABLE'
  | 'IDEMPOTENCY_KEY_REUSED'
  | 'BAD_USER_INPUT';

const cursorTooOld =
  'This cursor is too old: what comes right behind it is kept no longer. Subscribe without `after`.';

const viewGone = 'The view was removed while it was read: gatehouse views list tells which there are.';

/** The GraphQL error for a failure that callers may know about; null for one that must be masked. */
export function toGraphQLError(error: unknown): GraphQLError | null {
  if (error instanceof AccessDenied) return coded(error.message, error.code);
  if (isMistakenQuery(error)) return coded(error.message, 'BAD_USER_INPUT');
  if (error instanceof BuildGone) return coded(viewGone, 'BAD_USER_INPUT');
  if (error instanceof FeedTrimmed) return coded(cursorTooOld, 'BAD_USER_INPUT');
  if (error instanceof PositionNotReached || error instanceof UserSetAside)
    return coded(error.message, 'POSITION_NOT_REACHED');
  if (error instanceof IdempotencyKeyReused) return coded(error.message, 'IDEMPOTENCY_KEY_REUSED');
  if (error instanceof Unavailable) return coded(`${error.message} Try again.`, 'SERVICE_UNAVAILABLE');
  if (error instanceof DomainError) return coded(error.message, error.code);
  // Nothing else than ids is validated there; its own message repeats the id.
  if (error instanceof PothosValidationError)
    return badUserInput('This id is of another kind than the one asked for.');
  return null;
}

function isMistakenQuery(error: unknown): error is QueryRefused | UnknownPosition | UnknownView {
  return [QueryRefused, UnknownPosition, UnknownView].some((kind) => error instanceof kind);
}

/** A mistake in the input, said in a sentence that tells what to do and repeats nothing of the input. */
export class BadUserInput extends GraphQLError {
  constructor(
    message: string,
    { nodes = null, ...extensions }: { readonly nodes?: ASTNode | null; readonly http?: object } = {},
  ) {
    super(message, { nodes, extensions: { code: 'BAD_USER_INPUT' satisfies ErrorCode, ...extensions } });
  }
}

/** A mistake in the arguments of a query. */
export function badUserInput(message: string): GraphQLError {
  return new BadUserInput(message);
}

function coded(message: string, code: ErrorCode): GraphQLError {
  return new GraphQLError(message, { extensions: { code } });
}
