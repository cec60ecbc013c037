import pLimit from 'p-limit';
import type { UserId } from '../../ports/message-store.ts';
import { apart, type Batch, toBatches } from './batches.ts';
import type { Guard } from './failures.ts';
import type { KeysOfPartition, PartitionKeys } from './keys.ts';
import type { RedisClient } from './redis-client.ts';
import { parseList } from './replies.ts';
import { type Argument, createScript, repliesAsBytes } from './script.ts';

export interface BatchParts {
  readonly redis: RedisClient;
  readonly partitions: number;
  readonly keysOf: KeysOfPartition;
  readonly guard: Guard;
}

/** A script that reads something of many users of one partition. */
export interface BatchScript<Item, Answer> {
  readonly name: string;
  readonly keysFor: (item: Item, keys: PartitionKeys) => readonly string[];
  readonly argumentsFor: (item: Item) => readonly Argument[];
  /** How much of the server's time an item takes, in about the time that it takes to read one entry. */
  readonly costOf: (item: Item) => number;
  /** How many parts of the reply there are for each item. */
  readonly parts: number;
  readonly parse: (item: Item, parts: readonly unknown[]) => Answer;
}

/** A server does nothing else meanwhile, for about a millisecond. */
const costAtOnce = 250;

/** Enough to keep a server busy, and few enough that what else is sent on the same connection waits for little. */
const batchesAtOnce = 4;

/** Asks for many items by few commands. Answers in the order of the items. */
export function createBatchScript<Item extends { readonly userId: UserId }, Answer>(
  { redis, partitions, keysOf, guard }: BatchParts,
  { name, keysFor, argumentsFor, costOf, parts, parse }: BatchScript<Item, Answer>,
): (items: readonly Item[]) => Promise<readonly Answer[]> {
  const script = createScript(redis, name, repliesAsBytes);

  async function ask(batch: Batch<Item>): Promise<readonly unknown[]> {
    const keys = keysOf(batch.partition);
    const items = batch.placed.map(({ item }) => item);
    const send = () =>
      script(
        items.flatMap((item) => keysFor(item, keys)),
        items.flatMap(argumentsFor),
      );
    const reply = await guard(() => send().catch((error) => nullWhileApart(error, items.length)));
    if (reply !== null) return parseList(reply);
    const replies: unknown[] = [];
    for (const one of apart(batch)) replies.push(...(await ask(one)));
    return replies;
  }

  async function answer(batch: Batch<Item>) {
    const reply = await ask(batch);
    return batch.placed.map(({ item, index }, i) => {
      return { index, answer: parse(item, reply.slice(i * parts, (i + 1) * parts)) };
    });
  }

  return async (items) => {
    const batches = toBatches(items, partitions, { costOf, most: costAtOnce });
    const answers = (await pLimit(batchesAtOnce).map(batches, answer)).flat();
    return answers.sort((a, b) => a.index - b.index).map((placed) => placed.answer);
  };
}

/**
 * While a slot moves, no server has all keys of a batch, but one of them has those of most users: they have to be
 * asked for one by one.
 */
function nullWhileApart(error: unknown, count: number): null {
  if (count > 1 && error instanceof Error && error.message.includes('TRYAGAIN')) return null;
  throw error;
}
