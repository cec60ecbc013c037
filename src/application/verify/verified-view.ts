import type { UserId } from '../../ports/message-store.ts';
import type { WritableView } from '../../ports/writable-view.ts';
import type { Fold } from '../folding/fold.ts';

export interface VerifiedDocument {
  readonly id: string;
  readonly version: number;
}

/** A view with what it has to be compared with. */
export interface VerifiedView<Document extends VerifiedDocument> {
  /** The name of the view, and of the group that reads the feeds for it. */
  readonly name: string;
  readonly view: Pick<WritableView<Document>, 'get' | 'scan' | 'overwrite' | 'remove' | 'refresh'>;
  readonly fold: Fold<Document>;
  /** Of two documents of one id the one that came later has the higher age; equal ones are to be the same. */
  ageOf(document: Document): number;
  userOf(document: Document): UserId;
  /** Those of the documents whose user or event the log does not have. What the log only cannot read is not among them. */
  foreignAmong(documents: readonly Document[]): Promise<readonly Document[]>;
  /** Whether anybody who reads the log may see the values of a field. */
  isOpen(document: Document, field: string): boolean;
}

const userIdPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Whether a stream can have this name. */
export function isUserId(text: unknown): text is UserId {
  return typeof text === 'string' && userIdPattern.test(text);
}
