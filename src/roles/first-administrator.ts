import type { RegisterUser } from '../application/commands/register-user.ts';
import type { NewId } from '../application/environment.ts';
import type { Log } from '../application/log.ts';
import { adminRole } from '../application/viewer.ts';
import { DomainError } from '../domain/domain-error.ts';
import type { Config } from './config.ts';
import { InvalidSettings } from './config.ts';

/**
 * Makes the administrator that the settings name, unless the address has an account already.
 * @throws InvalidSettings when the address or the password breaks a rule
 */
export async function makeFirstAdministrator(
  { ADMIN_EMAIL: email, ADMIN_PASSWORD: password }: Config,
  deps: { readonly registerUser: RegisterUser; readonly newId: NewId; readonly log: Log },
): Promise<void> {
  if (email === undefined || password === undefined) return;
  const request = {
    actorId: null,
    correlationId: deps.newId(),
    client: { ipAddress: null, userAgent: null },
  };
  try {
    const { user } = await deps.registerUser({ email, password, roles: [adminRole] }, request);
    deps.log.info({ userId: user.id }, 'The first administrator was made');
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    if (error.code === 'EMAIL_TAKEN') return;
    throw new InvalidSettings(`The first administrator cannot be made: ${explain(error)}`, { cause: error });
  }
}

function explain({ refusal, message }: DomainError): string {
  switch (refusal.code) {
    case 'INVALID_INPUT':
      return refusal.issues.map((issue) => `${settingOf(issue.path)}: ${issue.message}`).join(' ');
    case 'WEAK_PASSWORD':
      return `ADMIN_PASSWORD: ${message} ${refusal.suggestions.join(' ')}`;
    default:
      return message;
  }
}

function settingOf(path: readonly string[]): string {
  return path.at(-1) === 'email' ? 'ADMIN_EMAIL' : 'ADMIN_PASSWORD';
}
