import type { EmailAddress } from '../../../src/domain/email-address.ts';
import {
  emailChanged,
  emailChangeRequested,
  emailVerificationRequested,
  emailVerified,
  oneTimeToken,
  otherHash,
  passwordReset,
  passwordResetRequested,
  someClient,
  someTime,
} from './user-events.ts';

export const now = someTime;
export const newEmail = 'countess@example.com' as EmailAddress;
const claims = { claimKey: 'c0'.repeat(16), formerClaimKey: 'f0'.repeat(16) };
export const token = oneTimeToken();
export const { tokenHash } = token;
export const another = oneTimeToken({ tokenHash: 'cd'.repeat(32) });

export const requestVerification = { type: 'RequestEmailVerification', now, token } as const;
export const verify = { type: 'VerifyEmail', now, tokenHash } as const;
export const requestChange = { type: 'RequestEmailChange', now, provenPassword: 1, newEmail, token } as const;
export const confirmChange = { type: 'ConfirmEmailChange', now, tokenHash, newEmail, ...claims } as const;
export const interruptChange = { type: 'InterruptEmailChange', now, claimKey: claims.claimKey } as const;
export const requestReset = { type: 'RequestPasswordReset', now, token, client: someClient } as const;
export const reset = { type: 'ResetPassword', now, tokenHash, passwordHash: otherHash } as const;
export const repeatRegistration = { type: 'RepeatRegistration', now, client: someClient } as const;
export const registrationRepeated = { type: 'RegistrationRepeated', at: now, data: someClient } as const;

/** Each kind of token: how it is asked for, and used. */
export const tokenKinds = [
  { kind: 'verifies', asked: emailVerificationRequested, use: verify, leaves: [emailVerified()] },
  {
    kind: 'changes the address',
    asked: (of = token) => emailChangeRequested(newEmail, of),
    use: confirmChange,
    leaves: [emailChanged()],
  },
  {
    kind: 'resets the password',
    asked: passwordResetRequested,
    use: reset,
    leaves: [passwordReset(), emailVerified()],
  },
] as const;
