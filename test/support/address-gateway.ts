import { newCommandIds } from '../../src/adapters/crypto/command-ids.ts';
import type { Secrets } from '../../src/adapters/crypto/secrets.ts';
import { type AccountOf, makeAccountOf } from '../../src/application/account-of.ts';
import { makeCommandHistory } from '../../src/application/command-history.ts';
import { makeConfirmEmailChange } from '../../src/application/commands/confirm-email-change.ts';
import { makeRegisterUser } from '../../src/application/commands/register-user.ts';
import type { Clock, Delay } from '../../src/application/environment.ts';
import { makeHandleCommand } from '../../src/application/handle-command.ts';
import { makeLoadUser } from '../../src/application/load-user.ts';
import { createOneTimeTokenIssuer } from '../../src/application/one-time-token-issuer.ts';
import { type EmailAddress, toEmailAddress } from '../../src/domain/email-address.ts';
import type { UserCommand } from '../../src/domain/user/user-commands.ts';
import type { UserId } from '../../src/ports/message-store.ts';
import { composeClaims } from '../../src/roles/compose-claims.ts';
import { newCommand } from './controls/requests.ts';
import type { WriteSide } from './opened.ts';

/** What one process does with addresses. */
export interface AddressGateway {
  /** Makes an account, whose password is number 1. */
  register(email: string): Promise<UserId>;
  /** Has a token made for another address. */
  requestChange(userId: UserId, newEmail: string): Promise<string>;
  confirmChange(token: string): Promise<void>;
  /** Anything else, which is at most one event. */
  run(userId: UserId, command: UserCommand): Promise<void>;
  /** Frees the address of an erased user, or what a change left. */
  release(email: string, userId: UserId): Promise<void>;
  readonly accountOf: AccountOf;
  claimKeyOf(email: string): string;
}

/** In milliseconds. */
export const tokenLifetime = 60 * 60 * 1_000;
const lifetimes = {
  'verify-email': tokenLifetime,
  'change-email': tokenLifetime,
  'reset-password': tokenLifetime,
};

const immediately: Delay = async () => undefined;

/** The use cases on these stores, without hashing and without waiting. */
export function addressGatewayOn(
  { store, feeds }: Pick<WriteSide, 'store' | 'feeds'>,
  secrets: Secrets,
  { delay = immediately, clock = Date.now }: { readonly delay?: Delay; readonly clock?: Clock } = {},
): AddressGateway {
  const { userKeys, claimKey: claimKeyOf, oneTimeTokens } = secrets;
  const loadUser = makeLoadUser({ store, userKeys });
  const history = makeCommandHistory({ store, feeds, loadUser });
  const handleCommand = makeHandleCommand({ store, loadUser, history, userKeys, clock });
  const issuer = createOneTimeTokenIssuer({ oneTimeTokens, clock, lifetimes });
  const claims = composeClaims({ store, loadUser, handleCommand, secrets, delay });
  const parts = { ...claims, loadUser, handleCommand, history, oneTimeTokens, claimKeyOf, issuer, clock };
  const registerUser = makeRegisterUser({
    ...parts,
    partitions: store.partitions,
    hashNewPassword: async () => 'a hash',
    asksForProof: false,
  });
  const confirmEmailChange = makeConfirmEmailChange(parts);
  const once = () => newCommand({ ids: newCommandIds() });
  return {
    async register(email) {
      return (await registerUser({ email, password: 'a password that is long' }, once())).user.id;
    },
    async requestChange(userId, newEmail) {
      const info = once();
      const token = issuer.issue('change-email', userId, info);
      const what = { type: 'RequestEmailChange', now: clock(), newEmail: toAddress(newEmail) } as const;
      await handleCommand({ userId, info, command: { ...what, provenPassword: 1, token } });
      return oneTimeTokens.make('change-email', userId, token.tokenId).token;
    },
    confirmChange: async (token) => void (await confirmEmailChange(token, once())),
    run: async (userId, command) => void (await handleCommand({ userId, info: once(), command })),
    release: (email, userId) => claims.releaseClaim(claimKeyOf(toAddress(email)), userId),
    accountOf: makeAccountOf({ store, claimKeyOf, loadUser }),
    claimKeyOf: (email) => claimKeyOf(toAddress(email)),
  };
}

export function toAddress(text: string): EmailAddress {
  const email = toEmailAddress(text);
  if (typeof email !== 'string') throw new Error(email.problem);
  return email;
}
