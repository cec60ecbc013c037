import type {
  Difference,
  MendingOutcome,
  Remark,
  VerifySummary,
} from '../../src/application/verify/findings.ts';
import type { VerifiedDocument, VerifiedView } from '../../src/application/verify/verified-view.ts';
import { type VerifyRequest, verifyView } from '../../src/application/verify/verify-view.ts';
import { hurried } from './hurried.ts';
import type { Verifiable } from './verifications.ts';

/** What a run found. */
export interface Verified {
  readonly summary: VerifySummary;
  readonly differences: readonly (Difference & { readonly outcome: MendingOutcome })[];
  readonly remarks: readonly Remark[];
  /** How often it told that the view is behind. */
  readonly behind: number;
}

/** Compares one view with the log, or mends it. */
export async function verified<Document extends VerifiedDocument>(
  { store, feeds }: Pick<Verifiable, 'store' | 'feeds'>,
  view: VerifiedView<Document>,
  overrides: Partial<VerifyRequest> = {},
): Promise<Verified> {
  const differences: (Difference & { outcome: MendingOutcome })[] = [];
  const remarks: Remark[] = [];
  let behind = 0;
  const summary = await verifyView(view, {
    store,
    feeds,
    delay: hurried,
    isMending: false,
    patience: 60_000,
    onBehind: () => {
      behind += 1;
    },
    onDifference: (difference, outcome) => differences.push({ ...difference, outcome }),
    onRemark: (remark) => remarks.push(remark),
    onProgress: () => undefined,
    checkpoint: () => undefined,
    ...overrides,
  });
  return { summary, differences, remarks, behind };
}

/** The kinds of the differences, by the documents' ids. */
export function kindsOf({ differences }: Pick<Verified, 'differences'>): Readonly<Record<string, string>> {
  return Object.fromEntries(differences.map(({ id, kind }) => [id, kind]));
}

/** Puts documents in the place of others, of whatever versions those are. */
export async function replaced<Document extends VerifiedDocument>(
  { view }: Pick<VerifiedView<Document>, 'view'>,
  documents: readonly Document[],
): Promise<void> {
  await view.remove(documents.map(({ id }) => id));
  await view.overwrite(documents);
  await view.refresh();
}

/** Every document of a view, by its id. */
export async function allOf<Document extends VerifiedDocument>({
  view,
}: Pick<VerifiedView<Document>, 'view'>): Promise<ReadonlyMap<string, Document>> {
  await view.refresh();
  return new Map((await Array.fromAsync(view.scan())).flat().map((document) => [document.id, document]));
}
