import { operation } from './graphql-client.ts';

interface Answered {
  readonly __typename: string;
  readonly position?: string;
  readonly expiresAt?: string;
  readonly user?: {
    readonly id: string;
    readonly email: string;
    readonly emailVerified: boolean;
    readonly status: string;
  };
}

const changed = (type: string) =>
  `__typename ... on ${type} { user { id email emailVerified status } position }`;

export const requestEmailVerification = operation<{ readonly requestEmailVerification: Answered }>(
  `mutation RequestEmailVerification {
    requestEmailVerification { __typename ... on RequestEmailVerificationSuccess { expiresAt } }
  }`,
);

export const verifyEmail = operation<
  { readonly verifyEmail: Answered },
  { readonly input: { readonly token: string } }
>(`mutation VerifyEmail($input: VerifyEmailInput!) {
  verifyEmail(input: $input) { ${changed('VerifyEmailSuccess')} }
}`);

export const requestPasswordReset = operation<
  { readonly requestPasswordReset: Answered },
  { readonly input: { readonly email: string } }
>(`mutation RequestPasswordReset($input: RequestPasswordResetInput!) {
  requestPasswordReset(input: $input) { __typename ... on RequestPasswordResetSuccess { expiresAt } }
}`);

export const resetPassword = operation<
  { readonly resetPassword: Answered },
  { readonly input: { readonly token: string; readonly newPassword: string } }
>(`mutation ResetPassword($input: ResetPasswordInput!) {
  resetPassword(input: $input) { ${changed('ResetPasswordSuccess')} }
}`);

export const requestEmailChange = operation<
  { readonly requestEmailChange: Answered },
  { readonly input: { readonly newEmail: string; readonly password: string } }
>(`mutation RequestEmailChange($input: RequestEmailChangeInput!) {
  requestEmailChange(input: $input) { __typename ... on RequestEmailChangeSuccess { expiresAt } }
}`);

export const confirmEmailChange = operation<
  { readonly confirmEmailChange: Answered },
  { readonly input: { readonly token: string } }
>(`mutation ConfirmEmailChange($input: ConfirmEmailChangeInput!) {
  confirmEmailChange(input: $input) { ${changed('ConfirmEmailChangeSuccess')} }
}`);
