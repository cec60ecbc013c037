import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { RedisClient } from './redis-client.ts';

export type Argument = string | number | Buffer;

/** Runs a Lua script. Its reply is outside data. */
export type Script = (keys: readonly string[], args: readonly Argument[]) => Promise<unknown>;

/** How a script's command is sent. */
export type Send = (redis: RedisClient, command: readonly [string, ...Argument[]]) => Promise<unknown>;

/** Texts of the reply are texts. */
const repliesAsText: Send = (redis, command) => redis.call(...command);

/** Texts of the reply are buffers, as bytes that are no text have to be. */
export const repliesAsBytes: Send = (redis, command) => redis.callBuffer(...command);

/**
 * The script of that name in the folder `scripts`, which is sent as a whole to a server that does not know it. A line
 * `--- @include name` in it stands for the file of that name in `scripts/shared`, as scripts of Redis cannot import.
 */
export function createScript(redis: RedisClient, name: string, send: Send = repliesAsText): Script {
  const lua = readLua(name).replaceAll(/^--- @include (.+)$/gm, (_line, part: string) =>
    readLua(`shared/${part}`),
  );
  const hash = createHash('sha1').update(lua).digest('hex');
  return async (keys, args) => {
    const rest = [keys.length, ...keys, ...args];
    try {
      return await send(redis, ['evalsha', hash, ...rest]);
    } catch (error) {
      if (!isUnknownScript(error)) throw error;
      return send(redis, ['eval', lua, ...rest]);
    }
  };
}

function readLua(name: string): string {
  return readFileSync(new URL(`scripts/${name}.lua`, import.meta.url), 'utf8');
}

function isUnknownScript(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('NOSCRIPT');
}
