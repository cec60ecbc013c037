import { describe, expect, it } from 'vitest';
import { createMailbox } from '../../../src/application/mailbox.ts';

describe('a mailbox', () => {
  it('delivers what was pushed, in order', async () => {
    const mailbox = createMailbox<number>(10);
    mailbox.push([1, 2]);
    mailbox.push([3]);
    expect(await mailbox.take()).toEqual({ kind: 'items', items: [1, 2, 3] });
  });

  it('wakes a reader who waits', async () => {
    const mailbox = createMailbox<number>(10);
    const taken = mailbox.take();
    mailbox.push([1]);
    expect(await taken).toEqual({ kind: 'items', items: [1] });
  });

  it('is not woken by nothing', async () => {
    const mailbox = createMailbox<number>(10);
    const taken = mailbox.take();
    mailbox.push([]);
    mailbox.push([1]);
    expect(await taken).toEqual({ kind: 'items', items: [1] });
  });

  it('tells of a gap instead of growing beyond its capacity', async () => {
    const mailbox = createMailbox<number>(2);
    mailbox.push([1, 2]);
    mailbox.push([3]);
    expect(await mailbox.take()).toEqual({ kind: 'gap' });
    mailbox.push([4]);
    expect(await mailbox.take()).toEqual({ kind: 'items', items: [4] });
  });

  it('ends a reader who waits, and stays ended', async () => {
    const mailbox = createMailbox<number>(2);
    const taken = mailbox.take();
    mailbox.end();
    mailbox.push([1]);
    mailbox.miss();
    expect(await taken).toEqual({ kind: 'end' });
    expect(await mailbox.take()).toEqual({ kind: 'end' });
  });
});
