import { afterAll, beforeAll } from 'vitest';
import type { WritableView } from '../../src/ports/writable-view.ts';

interface Opened<View> {
  readonly view: View;
  close(): Promise<void>;
}

/** Opens a view for the tests around, which finds these documents. It is there once a test runs. */
export function openFilledView<Document, View extends WritableView<Document>>(
  open: () => Promise<Opened<View>>,
  documents: readonly Document[],
): () => View {
  let opened: Opened<View>;
  beforeAll(async () => {
    opened = await open();
    await opened.view.prepare();
    await opened.view.write(documents);
    await opened.view.refresh();
  });
  afterAll(() => opened.close());
  return () => opened.view;
}
