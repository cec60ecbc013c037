/**
 * The ids and secrets of one command, all made of one random seed: who runs the command again with the same seed
 * makes the same ones, so that what it did before is recognised.
 */
export interface CommandIds {
  /** Names the command itself, as a UUID. */
  readonly commandId: string;
  /** A UUID (RFC 9562, version 4 in form), the same for the same purpose. */
  idFor(purpose: string): string;
  /** 256 bits in base64url for the first refresh token of the session that the command begins. */
  refreshSecret(): string;
}

/** `seed` holds at least 256 random bits. */
export type CommandIdsOf = (seed: string) => CommandIds;

/** A new seed. */
export type NewSeed = () => string;

/** Ids for a command that is run once. */
export type NewCommandIds = () => CommandIds;
