import { rememberedCommands } from '../../../ports/message-store.ts';

/** A command of a user, by the version and the offset of its last event. */
export interface RecentCommand {
  readonly commandId: string;
  readonly version: number;
  readonly offset: number;
}

/** The stored form with one more command; only so many of the latest are kept as have to be recognised. */
export function withCommand(json: string | undefined, command: RecentCommand): string {
  const { commandId, version, offset } = command;
  const earlier = json === undefined ? [] : parseList(json).slice(-(rememberedCommands - 1));
  return JSON.stringify([...earlier, [commandId, version, offset]]);
}

export function findCommand(json: string, commandId: string): RecentCommand | undefined {
  for (const item of parseList(json)) {
    if (!Array.isArray(item)) continue;
    const [id, version, offset]: readonly unknown[] = item;
    if (id !== commandId || typeof version !== 'number' || typeof offset !== 'number') continue;
    return { commandId, version, offset };
  }
  return undefined;
}

function parseList(json: string): readonly unknown[] {
  const list: unknown = JSON.parse(json);
  return Array.isArray(list) ? list : [];
}
