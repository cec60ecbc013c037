import { toDisplayName } from '../../domain/display-name.ts';
import { DomainError } from '../../domain/domain-error.ts';
import { toEmailAddress } from '../../domain/email-address.ts';
import { toPassword } from '../../domain/password-policy.ts';
import type { ClaimKeyOf } from '../../ports/claim-key.ts';
import type { CommandIds } from '../../ports/command-ids.ts';
import type { UserId } from '../../ports/message-store.ts';
import { partitionOf } from '../../ports/partitions.ts';
import type { Position } from '../../ports/position.ts';
import type { UserDocument } from '../../ports/user-view.ts';
import type { SettleClaim } from '../claims/settle-claim.ts';
import type { CommandOutcome } from '../command-history.ts';
import type { Clock } from '../environment.ts';
import type { CommandCall, HandleCommand } from '../handle-command.ts';
import type { OneTimeTokenIssuer } from '../one-time-token-issuer.ts';
import { toUserDocument } from '../projections/to-user-document.ts';
import type { CommandInfo } from '../request-info.ts';
import type { HashNewPassword } from './hash-new-password.ts';
import type { CredentialsInput } from './parse-credentials.ts';
import { parseFields } from './parse-fields.ts';

export interface RegisterInput extends CredentialsInput {
  readonly displayName?: string | null | undefined;
  /** Given by the system only, never by a caller's input: then it answers for the address as well. */
  readonly roles?: readonly string[];
}

export interface Registered {
  readonly user: UserDocument;
  readonly position: Position;
}

/**
 * Makes an account, and claims its address in the same step: of many who ask for one address at once, one
 * gets it.
 * @throws DomainError INVALID_INPUT, WEAK_PASSWORD, EMAIL_TAKEN, TOO_MANY_REQUESTS
 * @throws Unavailable
 */
export type RegisterUser = (input: RegisterInput, info: CommandInfo) => Promise<Registered>;

export function makeRegisterUser(deps: {
  readonly partitions: number;
  readonly handleCommand: HandleCommand;
  readonly hashNewPassword: HashNewPassword;
  readonly claimKeyOf: ClaimKeyOf;
  readonly settleClaim: SettleClaim;
  readonly issuer: Pick<OneTimeTokenIssuer, 'issue'>;
  /** Whether a mail asks everybody who registers to prove the address. */
  readonly asksForProof: boolean;
  readonly clock: Clock;
}): RegisterUser {
  return async (input, info) => {
    const { email, password, displayName } = parseFields({
      email: toEmailAddress(input.email),
      password: toPassword(input.password),
      displayName: toDisplayName(input.displayName),
    });
    const passwordHash = await deps.hashNewPassword(password, { email, displayName });
    const claimKey = deps.claimKeyOf(email);
    const userId = userIdFor(claimKey, info.ids);
    const { roles = [] } = input;
    const byTheSystem = input.roles !== undefined;
    const verification =
      deps.asksForProof && !byTheSystem ? deps.issuer.issue('verify-email', userId, info) : undefined;
    const { user, version, position } = await claiming({
      userId,
      claimKey,
      info,
      known: { user: { kind: 'unknown' }, version: 0, cipher: null },
      command: {
        type: 'RegisterUser',
        now: deps.clock(),
        email,
        displayName,
        passwordHash,
        roles,
        isEmailVerified: byTheSystem,
        ...(verification !== undefined && { verification }),
      },
    });
    return { user: toUserDocument(userId, user, version), position };
  };

  /** Once more, when what was in the way was a claim that nobody has the address by. */
  async function claiming(call: CommandCall & { readonly claimKey: string }): Promise<CommandOutcome> {
    return deps.handleCommand(call).catch(async (error: unknown) => {
      if (!(error instanceof DomainError) || error.code !== 'EMAIL_TAKEN') throw error;
      if ((await deps.settleClaim(call.claimKey, call.info)) !== null) throw error;
      return deps.handleCommand(call);
    });
  }

  /** An id in the partition of the address, so that both are written in one step. */
  function userIdFor(claimKey: string, ids: CommandIds): UserId {
    const wanted = partitionOf(claimKey, deps.partitions);
    let draw = 1;
    let userId = ids.idFor(`user ${draw}`);
    while (partitionOf(userId, deps.partitions) !== wanted) {
      draw += 1;
      userId = ids.idFor(`user ${draw}`);
    }
    return userId;
  }
}
