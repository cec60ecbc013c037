import { createHash } from 'node:crypto';

/** The mutations of the account pages, each as the whole text of the document that is sent. */
export const accountPageDocuments = {
  verifyEmail: `mutation ($input: VerifyEmailInput!) {
  verifyEmail(input: $input) {
    __typename
    ... on Error { message }
    ... on TooManyRequests { retryAfter }
  }
}`,
  confirmEmailChange: `mutation ($input: ConfirmEmailChangeInput!) {
  confirmEmailChange(input: $input) {
    __typename
    ... on Error { message }
    ... on TooManyRequests { retryAfter }
  }
}`,
  resetPassword: `mutation ($input: ResetPasswordInput!) {
  resetPassword(input: $input) {
    __typename
    ... on Error { message }
    ... on WeakPassword { suggestions }
    ... on InvalidInput { issues { message } }
    ... on TooManyRequests { retryAfter }
  }
}`,
  requestPasswordReset: `mutation ($input: RequestPasswordResetInput!) {
  requestPasswordReset(input: $input) {
    __typename
    ... on RequestPasswordResetSuccess { expiresAt }
    ... on Error { message }
    ... on InvalidInput { issues { message } }
    ... on TooManyRequests { retryAfter }
  }
}`,
} as const;

export type AccountPageMutation = keyof typeof accountPageDocuments;

/** The same by their SHA-256, in lower-case hexadecimal. */
export const accountPageDocumentsByHash: ReadonlyMap<string, string> = new Map(
  Object.values(accountPageDocuments).map((text) => [hashOf(text), text]),
);

/** What a page sends beside the variables. @param byHash whether texts are refused */
export function requestOf(mutation: AccountPageMutation, byHash: boolean): object {
  const query = accountPageDocuments[mutation];
  return byHash ? { documentId: hashOf(query) } : { query };
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
