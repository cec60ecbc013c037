import type { Secrets } from '../adapters/crypto/secrets.ts';
import type { AccountOf } from '../application/account-of.ts';
import type { Application } from '../application/application.ts';
import type { CommandHistory } from '../application/command-history.ts';
import type { HashNewPassword } from '../application/commands/hash-new-password.ts';
import { makeRegisterUser } from '../application/commands/register-user.ts';
import { makeRequestEmailVerification } from '../application/commands/request-email-verification.ts';
import { makeRequestPasswordReset } from '../application/commands/request-password-reset.ts';
import { makeResetPassword } from '../application/commands/reset-password.ts';
import { makeDiscreetSignUp } from '../application/commands/sign-up.ts';
import { makeVerifyEmail } from '../application/commands/verify-email.ts';
import type { EndSessions } from '../application/end-sessions.ts';
import type { Clock } from '../application/environment.ts';
import type { GuessLimits } from '../application/guess-limits.ts';
import type { HandleCommand } from '../application/handle-command.ts';
import type { LoadUser } from '../application/load-user.ts';
import { createOneTimeTokenIssuer, type OneTimeTokenIssuer } from '../application/one-time-token-issuer.ts';
import type { WithAnswerFloor } from '../application/refusal-floor.ts';
import type { Config } from './config.ts';

const clock: Clock = Date.now;

type EmailUseCases = Pick<
  Application,
  | 'registerUser'
  | 'signUp'
  | 'requestEmailVerification'
  | 'verifyEmail'
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

/** Builds the use cases that have an address proved: registering, verifying, and resetting a password. */
export function composeEmail(
  config: Config,
  deps: {
    readonly accountOf: AccountOf;
    readonly loadUser: LoadUser;
    readonly handleCommand: HandleCommand;
    readonly history: CommandHistory;
    readonly hashNewPassword: HashNewPassword;
    readonly secrets: Pick<Secrets, 'oneTimeTokens' | 'claimKey'>;
    readonly guessLimits: Pick<GuessLimits, 'mail' | 'forgive'>;
    readonly endSessions: EndSessions;
    readonly withAnswerFloor: WithAnswerFloor;
  },
): EmailUseCases {
  const { oneTimeTokens, claimKey: claimKeyOf } = deps.secrets;
  const issuer = composeIssuer(config, deps.secrets);
  const shared = { ...deps, issuer, oneTimeTokens, limits: deps.guessLimits, clock };
  const registerUser = makeRegisterUser({
    ...deps,
    partitions: config.PARTITIONS,
    claimKeyOf,
    issuer,
    asksForProof: config.EMAIL_VERIFICATION !== 'asked',
    clock,
  });
  return {
    registerUser,
    signUp:
      config.EMAIL_VERIFICATION === 'required'
        ? makeDiscreetSignUp({ ...shared, registerUser })
        : registerUser,
    requestEmailVerification: makeRequestEmailVerification(shared),
    verifyEmail: makeVerifyEmail(shared),
    requestPasswordReset: makeRequestPasswordReset(shared),
    resetPassword: makeResetPassword(shared),
  };
}
