import { readFileSync } from 'node:fs';
import type { Redis } from 'ioredis';

/** Runs a Lua script. Its reply is outside data. */
export type Script = (keys: readonly string[], args: readonly (string | number)[]) => Promise<unknown>;

/** The script of that name in the folder `scripts`, which ioredis sends again to a server that forgot it. */
export function createScript(redis: Redis, name: string): Script {
  const command = `gatehouse-${name}`;
  redis.defineCommand(command, {
    lua: readFileSync(new URL(`scripts/${name}.lua`, import.meta.url), 'utf8'),
  });
  return async (keys, args) => {
    const run: unknown = Reflect.get(redis, command);
    if (typeof run !== 'function') throw new Error(`The script ${name} is not defined.`);
    return Reflect.apply(run, redis, [keys.length, ...keys, ...args]);
  };
}
