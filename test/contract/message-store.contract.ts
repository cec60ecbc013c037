import { describe } from 'vitest';
import type { OpenWriteSide } from '../support/opened.ts';
import { appending } from './message-store-appends.ts';
import { readingMany } from './message-store-batches.ts';
import { changingClaims } from './message-store-claim-changes.ts';
import { claiming } from './message-store-claims.ts';
import { knowingAgain } from './message-store-duplicates.ts';
import { keepingKeys } from './message-store-keys.ts';
import { refusing } from './message-store-limits.ts';
import { reading } from './message-store-reads.ts';
import { preparing } from './message-store-settings.ts';
import { truncating } from './message-store-truncation.ts';
import { listing } from './message-store-users.ts';

/** What every message store has to do. Call it once for each adapter. */
export function messageStoreContract(name: string, open: OpenWriteSide): void {
  describe(`the message store on ${name}`, () => {
    describe('appends', () => appending(open));
    describe('knows again', () => knowingAgain(open));
    describe('refuses', () => refusing(open));
    describe('reads', () => reading(open));
    describe('reads at once', () => readingMany(open));
    describe('claims', () => claiming(open));
    describe('changes claims', () => changingClaims(open));
    describe('keeps', () => keepingKeys(open));
    describe('lists', () => listing(open));
    describe('truncates', () => truncating(open));
    describe('is prepared', () => preparing(open));
  });
}
