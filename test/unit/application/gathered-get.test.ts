import { expect, it } from 'vitest';
import { makeGatheredGet } from '../../../src/application/gathered-get.ts';
import { Unavailable } from '../../../src/ports/errors.ts';

/** A view of the documents `a` and `b`, which notes what it was asked for, and cannot read `broken`. */
function openView() {
  const asked: (readonly string[])[] = [];
  const get = makeGatheredGet(async (ids) => {
    asked.push(ids);
    if (ids.includes('broken')) throw new TypeError('It is no document.');
    if (ids.includes('away')) throw new Unavailable('views', new Error('away'));
    return ids.map((id) => (id === 'none' ? null : `document ${id}`));
  });
  return { asked, get };
}

it('asks once for what many ask for in one turn, and gives everybody their own', async () => {
  const { asked, get } = openView();
  const answers = await Promise.all([get(['a']), get(['b']), get(['none']), get(['a'])]);
  expect(answers).toEqual([['document a'], ['document b'], [null], ['document a']]);
  expect(asked).toEqual([['a', 'b', 'none']]);
});

it('asks anew in another turn', async () => {
  const { asked, get } = openView();
  await get(['a']);
  await get(['a']);
  expect(asked).toEqual([['a'], ['a']]);
});

it('passes on at once what asks for many, or for none', async () => {
  const { asked, get } = openView();
  expect(await get(['b', 'a'])).toEqual(['document b', 'document a']);
  expect(await get([])).toEqual([]);
  expect(asked).toEqual([['b', 'a'], []]);
});

it('fails only who asked for a document that cannot be read', async () => {
  const { get } = openView();
  const [good, broken] = await Promise.allSettled([get(['a']), get(['broken'])]);
  expect(good).toEqual({ status: 'fulfilled', value: ['document a'] });
  expect(broken).toMatchObject({ status: 'rejected', reason: { name: 'TypeError' } });
});

it('asks no second time of a view that is away', async () => {
  const { asked, get } = openView();
  await expect(Promise.allSettled([get(['a']), get(['away'])])).resolves.toMatchObject([
    { reason: { name: 'Unavailable' } },
    { reason: { name: 'Unavailable' } },
  ]);
  expect(asked).toHaveLength(1);
});
