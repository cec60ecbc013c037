import type { EmailAddress } from '../domain/email-address.ts';

/**
 * The name under which an address is claimed: a keyed hash (HMAC, RFC 2104) in lower-case hexadecimal, so that
 * the store's keys do not tell addresses.
 */
export type ClaimKeyOf = (email: EmailAddress) => string;
