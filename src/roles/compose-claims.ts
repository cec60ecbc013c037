import { newCommandIds } from '../adapters/crypto/command-ids.ts';
import type { Secrets } from '../adapters/crypto/secrets.ts';
import { type ClaimAddress, makeClaimAddress } from '../application/claims/claim-address.ts';
import { makeReleaseClaim, type ReleaseClaim } from '../application/claims/release-claim.ts';
import { makeSettleClaim, type SettleClaim } from '../application/claims/settle-claim.ts';
import type { Clock, Delay } from '../application/environment.ts';
import type { HandleCommand } from '../application/handle-command.ts';
import type { LoadUser } from '../application/load-user.ts';
import type { MessageStore } from '../ports/message-store.ts';

const clock: Clock = Date.now;

/** What changes whose an address is. */
export interface Claims {
  readonly settleClaim: SettleClaim;
  readonly claimAddress: ClaimAddress;
  readonly releaseClaim: ReleaseClaim;
}

export function composeClaims(deps: {
  readonly store: MessageStore;
  readonly loadUser: LoadUser;
  readonly handleCommand: HandleCommand;
  readonly secrets: Pick<Secrets, 'claimKey'>;
  readonly delay: Delay;
}): Claims {
  const claiming = { ...deps, claimKeyOf: deps.secrets.claimKey };
  const settleClaim = makeSettleClaim({ ...claiming, newCommandIds, clock });
  return {
    settleClaim,
    claimAddress: makeClaimAddress({ ...claiming, settleClaim }),
    releaseClaim: makeReleaseClaim(claiming),
  };
}
