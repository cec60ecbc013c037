import { newCommandIds } from '../adapters/crypto/command-ids.ts';
import type { Secrets } from '../adapters/crypto/secrets.ts';
import type { AccountOf } from '../application/account-of.ts';
import type { Application } from '../application/application.ts';
import type { CommandHistory } from '../application/command-history.ts';
import { makeConfirmEmailChange } from '../application/commands/confirm-email-change.ts';
import type { HashNewPassword } from '../application/commands/hash-new-password.ts';
import { makeRegisterUser } from '../application/commands/register-user.ts';
import { makeRemindOwner } from '../application/commands/remind-owner.ts';
import { makeRequestEmailChange } from '../application/commands/request-email-change.ts';
import { makeRequestEmailVerification } from '../application/commands/request-email-verification.ts';
import { makeRequestPasswordReset } from '../application/commands/request-password-reset.ts';
import { makeResetPassword } from '../application/commands/reset-password.ts';
import { makeDiscreetSignUp } from '../application/commands/sign-up.ts';
import { makeVerifyEmail } from '../application/commands/verify-email.ts';
import type { EndSessions } from '../application/end-sessions.ts';
import type { Clock, Delay } from '../application/environment.ts';
import type { GuessLimits } from '../application/guess-limits.ts';
import type { HandleCommand } from '../application/handle-command.ts';
import type { LoadUser } from '../application/load-user.ts';
import { createOneTimeTokenIssuer, type OneTimeTokenIssuer } from '../application/one-time-token-issuer.ts';
import type { WithAnswerFloor } from '../application/refusal-floor.ts';
import type { MessageStore } from '../ports/message-store.ts';
import type { PasswordHasher } from '../ports/password-hasher.ts';
import { composeClaims } from './compose-claims.ts';
import type { Config } from './config.ts';

const clock: Clock = Date.now;

type EmailUseCases = Pick<
  Application,
  | 'registerUser'
  | 'signUp'
  | 'requestEmailVerification'
  | 'verifyEmail'
  | 'requestEmailChange'
  | 'confirmEmailChange'
  | 'requestPasswordReset'
  | 'resetPassword'
>;

/** Makes the tokens that are mailed, which work for as long as the settings say. */
export function composeIssuer(
  config: Config,
  { oneTimeTokens }: Pick<Secrets, 'oneTimeTokens'>,
): OneTimeTokenIssuer {
  const toAddress = config.EMAIL_TOKEN_LIFETIME * 1_000;
  const lifetimes = {
    'verify-email': toAddress,
    'change-email': toAddress,
    'reset-password': config.RESET_TOKEN_LIFETIME * 1_000,
  };
  return createOneTimeTokenIssuer({ oneTimeTokens, clock, lifetimes });
}

/** Builds the use cases that have an address proved: registering, verifying, changing it, and resetting a password. */
export function composeEmail(
  config: Config,
  deps: {
    readonly store: MessageStore;
    readonly accountOf: AccountOf;
    readonly loadUser: LoadUser;
    readonly handleCommand: HandleCommand;
    readonly history: CommandHistory;
    readonly passwords: { readonly hasher: Pick<PasswordHasher, 'verify'> };
    readonly hashNewPassword: HashNewPassword;
    readonly secrets: Pick<Secrets, 'oneTimeTokens' | 'claimKey'>;
    readonly guessLimits: Pick<GuessLimits, 'mail' | 'forgive'>;
    readonly endSessions: EndSessions;
    readonly withAnswerFloor: WithAnswerFloor;
    readonly delay: Delay;
  },
): EmailUseCases {
  const { oneTimeTokens, claimKey: claimKeyOf } = deps.secrets;
  const issuer = composeIssuer(config, deps.secrets);
  const shared = { ...deps, issuer, oneTimeTokens, limits: deps.guessLimits, clock };
  const claims = composeClaims(deps);
  const isDiscreet = config.EMAIL_VERIFICATION === 'required';
  const remindOwner = makeRemindOwner({ ...shared, newCommandIds });
  const registerUser = makeRegisterUser({
    ...deps,
    ...claims,
    partitions: config.PARTITIONS,
    claimKeyOf,
    issuer,
    asksForProof: config.EMAIL_VERIFICATION !== 'asked',
    clock,
  });
  return {
    registerUser,
    signUp: isDiscreet ? makeDiscreetSignUp({ ...shared, registerUser, remindOwner }) : registerUser,
    requestEmailVerification: makeRequestEmailVerification(shared),
    verifyEmail: makeVerifyEmail(shared),
    requestEmailChange: makeRequestEmailChange({
      ...shared,
      ...deps.passwords,
      ...(isDiscreet && { discreetly: { ...deps, remindOwner } }),
    }),
    confirmEmailChange: makeConfirmEmailChange({ ...shared, ...claims, claimKeyOf }),
    requestPasswordReset: makeRequestPasswordReset(shared),
    resetPassword: makeResetPassword(shared),
  };
}
