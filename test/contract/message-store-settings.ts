import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { StoreMismatch } from '../../src/ports/errors.ts';
import { appendRequest } from '../support/controls/append-request.ts';
import { closedAfterTest, type OpenWriteSide, preparedWriteSide } from '../support/opened.ts';
import { asStored, streamOf } from '../support/streams.ts';

export function preparing(open: OpenWriteSide): void {
  test('again without a change', async () => {
    const { store } = await preparedWriteSide(open);
    const request = appendRequest();
    await store.append(request);

    await store.prepare();

    expect(await streamOf(store, request.userId)).toEqual(asStored(request));
  });

  test('by many processes at once', async () => {
    const name = randomUUID();
    const sides = await Promise.all([1, 2, 3].map(() => closedAfterTest(open({ name }))));

    await Promise.all(sides.map(({ store }) => store.prepare()));

    await Promise.all(sides.map(({ store }) => store.ping()));
  });

  test.each([{ partitions: 8 }, { keyFingerprint: 'another' }])(
    'never with other settings than at first: %o',
    async (settings) => {
      const name = randomUUID();
      const { store } = await preparedWriteSide(open, { name });
      const request = appendRequest();
      await store.append(request);
      const other = await closedAfterTest(open({ name, ...settings }));

      await expect(other.store.prepare()).rejects.toThrow(StoreMismatch);

      await store.prepare();
      expect(await streamOf(store, request.userId)).toEqual(asStored(request));
    },
  );

  test('with the partitions that it tells', async () => {
    const { store, feeds } = await preparedWriteSide(open, { partitions: 6 });

    expect([store.partitions, feeds.partitions]).toEqual([6, 6]);
  });
}
