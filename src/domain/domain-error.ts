/** One thing that is wrong with an input, and where: `path` runs from its field inwards. */
export interface InputIssue {
  readonly path: readonly string[];
  readonly message: string;
}

/** Everything that the domain refuses, with what the caller needs to do better. */
export type Refusal =
  | { readonly code: 'INVALID_INPUT'; readonly issues: readonly InputIssue[] }
  | { readonly code: 'EMAIL_TAKEN' }
  | { readonly code: 'WEAK_PASSWORD'; readonly reason: string; readonly suggestions: readonly string[] }
  | { readonly code: 'INVALID_CREDENTIALS' }
  | { readonly code: 'ACCOUNT_DEACTIVATED' }
  | { readonly code: 'INVALID_TOKEN' }
  | { readonly code: 'TOO_MANY_REQUESTS'; readonly retryAfter: Date }
  | { readonly code: 'ACCOUNT_LOCKED'; readonly retryAfter: Date }
  | { readonly code: 'CONFLICT' }
  | { readonly code: 'ALREADY_IN_STATE' }
  | { readonly code: 'LAST_ADMINISTRATOR' }
  | { readonly code: 'NOT_FOUND' }
  | { readonly code: 'FORBIDDEN' };

export type DomainErrorCode = Refusal['code'];

const messages: Readonly<Record<DomainErrorCode, string>> = {
  INVALID_INPUT: 'The input is invalid: see the issues.',
  EMAIL_TAKEN: 'An account with this e-mail address exists already. Log in instead, or use another address.',
  WEAK_PASSWORD: 'The password is too easy to guess.',
  INVALID_CREDENTIALS: 'The e-mail address or the password is wrong.',
  ACCOUNT_DEACTIVATED: 'This account is deactivated. Ask an administrator to activate it again.',
  INVALID_TOKEN: 'The token is unknown, used, expired or revoked. Log in again, or ask for a new one.',
  TOO_MANY_REQUESTS: 'Too many requests. Try again later.',
  ACCOUNT_LOCKED:
    'Too many wrong passwords were sent for this address. Try again later, or from a device that signed in before.',
  CONFLICT: 'The account changed in the meantime. Try again.',
  ALREADY_IN_STATE: 'The account is in this state already: nothing was changed.',
  LAST_ADMINISTRATOR: 'This is the last administrator: make another one first.',
  NOT_FOUND: 'There is nothing with this id, or no longer.',
  FORBIDDEN: 'This account is not active: nothing about it can be changed.',
};

/** Every code, for those who pin them. */
export const domainErrorCodes = Object.keys(messages);

/** An expected refusal. `code` is stable; the message says what to do and holds nothing secret. */
export class DomainError extends Error {
  override readonly name = 'DomainError';
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(refusal.code === 'WEAK_PASSWORD' ? refusal.reason : messages[refusal.code]);
    this.refusal = refusal;
  }

  get code(): DomainErrorCode {
    return this.refusal.code;
  }
}
