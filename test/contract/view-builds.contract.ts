import { describe } from 'vitest';
import type { OpenBuiltViews } from '../support/open-view.ts';
import { erasingFromBuilds } from './view-builds-erasing.ts';
import { fillingBuilds } from './view-builds-filling.ts';
import { eventKind, openBuilds, userKind, type Versioned, type ViewKind } from './view-builds-kinds.ts';
import { namedBuilds } from './view-builds-named.ts';
import { publishingBuilds } from './view-builds-publishing.ts';
import { buildingUnderLoad } from './view-builds-readers.ts';

/** The contract of `ViewBuilds`, for both views. */
export function viewBuildsContract(name: string, open: OpenBuiltViews): void {
  buildsContract(name, open, userKind);
  buildsContract(name, open, eventKind);
}

function buildsContract<Document extends Versioned, Reader>(
  name: string,
  open: OpenBuiltViews,
  kind: ViewKind<Document, Reader>,
): void {
  describe(`${name} as the builds of the view of ${kind.name}`, () => {
    const builds = openBuilds(kind, open);
    fillingBuilds(kind, builds);
    publishingBuilds(kind, builds);
    namedBuilds(kind, builds);
    erasingFromBuilds(kind, builds);
    buildingUnderLoad(kind, builds);
  });
}
