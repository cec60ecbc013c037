import { expect, test } from 'vitest';
import {
  findCommand,
  type RecentCommand,
  withCommand,
} from '../../../../../src/adapters/relational/log/recent-commands.ts';

test.each(['a "quoted" id', '', '\u0000', '…'])('finds a command again by any text: %o', (commandId) => {
  const command = { commandId, version: 7, offset: 12 };

  expect(findCommand(withCommand(undefined, command), commandId)).toEqual(command);
});

test('knows the last eight commands, and no others', () => {
  const commands = Array.from({ length: 10 }, (_, index) => numbered(index));
  const json = commands.reduce<string | undefined>(withCommand, undefined) ?? '';

  expect(commands.map(({ commandId }) => findCommand(json, commandId))).toEqual([
    undefined,
    undefined,
    ...commands.slice(2),
  ]);
  expect(findCommand(json, 'another')).toBeUndefined();
});

function numbered(index: number): RecentCommand {
  return { commandId: `command ${index}`, version: index + 1, offset: 2 * index };
}
