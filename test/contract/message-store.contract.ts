import { describe } from 'vitest';
import type { OpenWriteSide } from '../support/opened.ts';
import { appending } from './message-store-appends.ts';
import { claiming } from './message-store-claims.ts';
import { reading } from './message-store-reads.ts';
import { preparing } from './message-store-settings.ts';

/** What every message store has to do. Call it once for each adapter. */
export function messageStoreContract(name: string, open: OpenWriteSide): void {
  describe(`the message store on ${name}`, () => {
    describe('appends', () => appending(open));
    describe('reads', () => reading(open));
    describe('claims', () => claiming(open));
    describe('is prepared', () => preparing(open));
  });
}
