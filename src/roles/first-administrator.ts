import type { EnsureAdministrator } from '../application/commands/ensure-administrator.ts';
import type { NewId } from '../application/environment.ts';
import type { Log } from '../application/log.ts';
import type { CommandInfo } from '../application/request-info.ts';
import { DomainError, type InputIssue } from '../domain/domain-error.ts';
import type { CommandIds } from '../ports/command-ids.ts';
import { Unavailable } from '../ports/errors.ts';
import { type Config, InvalidSettings } from './config.ts';

/**
 * Makes the administrator that the settings name, unless the address has an account already.
 * @returns whether it is settled; false when it is to be tried again
 * @throws InvalidSettings when the address or the password breaks a rule
 */
export async function makeFirstAdministrator(
  { ADMIN_EMAIL: email, ADMIN_PASSWORD: password }: Config,
  deps: {
    readonly ensureAdministrator: EnsureAdministrator;
    readonly newId: NewId;
    readonly newCommandIds: () => CommandIds;
    readonly log: Log;
  },
): Promise<boolean> {
  if (email === undefined || password === undefined) return true;
  const command: CommandInfo = {
    actorId: null,
    correlationId: deps.newId(),
    trace: null,
    client: { ipAddress: null, userAgent: null },
    source: 'the settings',
    ids: deps.newCommandIds(),
    repetition: { kind: 'once' },
  };
  try {
    report(deps.log, await deps.ensureAdministrator({ email, password }, command));
    return true;
  } catch (error) {
    if (error instanceof Unavailable) return false;
    if (error instanceof DomainError) return retryOrExplain(error);
    throw error;
  }
}

function report(log: Log, outcome: Awaited<ReturnType<EnsureAdministrator>>): void {
  if (outcome === 'made') log.info({}, 'The first administrator was made');
  if (outcome === 'without-role') {
    log.warn({}, 'ADMIN_EMAIL names an account that is no administrator: set another address to make one');
  }
}

/** What the settings cause cannot heal; a full queue or a race can. */
function retryOrExplain(error: DomainError): false {
  const { refusal, message } = error;
  switch (refusal.code) {
    case 'INVALID_INPUT':
      throw invalid(refusal.issues.map(explainIssue).join(' '), error);
    case 'WEAK_PASSWORD':
      throw invalid(`ADMIN_PASSWORD: ${message} ${refusal.suggestions.join(' ')}`, error);
    default:
      return false;
  }
}

function explainIssue({ path, message }: InputIssue): string {
  return `${path.at(-1) === 'email' ? 'ADMIN_EMAIL' : 'ADMIN_PASSWORD'}: ${message}`;
}

function invalid(reason: string, cause: DomainError): InvalidSettings {
  return new InvalidSettings(`The first administrator cannot be made: ${reason}`, { cause });
}
