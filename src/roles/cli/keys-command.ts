import type { Command } from 'commander';
import { delay } from '../compose.ts';
import { composeKeys, keyTimesOf } from '../compose-keys.ts';
import type { Cli } from './cli.ts';
import { toKeyJson, toKeyLines, toReplacementLines, toRotationLine } from './keys-report.ts';
import { type Opened, withStores } from './with-stores.ts';

/** Adds `gatehouse keys`. */
export function addKeysCommand(program: Command, cli: Cli): void {
  const keys = program
    .command('keys')
    .summary('the keys that sign access tokens')
    .description('Shows the keys that sign access tokens, and replaces them.');
  const beside = { isBesideServer: true };
  keys
    .command('list')
    .description(
      'Lists the keys: the one that signs, the next one, and those whose tokens may be valid still.',
    )
    .option('--json', 'print a line of JSON for each')
    .action(({ json = false }: { readonly json?: boolean }) =>
      withStores(cli, (opened) => list({ cli, opened }, json), beside),
    );
  keys
    .command('rotate')
    .summary('replaces the key that signs')
    .description(
      'Publishes a new key that signs ten minutes later, when everybody who verifies tokens knows it. Every token stays ' +
        'valid. A key that is published already is left to begin first.',
    )
    .option('--now', 'for a stolen key: the new one signs at once, and no token of the others is accepted')
    .action(({ now = false }: { readonly now?: boolean }) =>
      withStores(cli, (opened) => rotate({ cli, opened }, now), beside),
    );
}

interface Work {
  readonly cli: Cli;
  readonly opened: Opened;
}

async function list({ cli, opened }: Work, json: boolean): Promise<void> {
  const { config, stores } = opened;
  await stores.messageStore.prepare();
  await stores.keyRing.prepare();
  const instant = { now: Date.now(), times: keyTimesOf(config) };
  for (const line of (json ? toKeyJson : toKeyLines)(await stores.keyRing.list(), instant)) cli.print(line);
}

async function rotate({ cli, opened }: Work, now: boolean): Promise<void> {
  const { config, stores } = opened;
  // Refuses another master key, by which no gateway could open the new one.
  await stores.messageStore.prepare();
  const { accessTokens, rotateKeys } = composeKeys(config, stores, { ...opened, delay });
  await accessTokens.prepare();
  const { SIGNING_ALGORITHM: algorithm } = config;
  if (!now) return cli.print(toRotationLine(await rotateKeys.publishNext(algorithm)));
  const replacement = await rotateKeys.replaceAll(algorithm);
  for (const line of toReplacementLines(replacement, keyTimesOf(config))) cli.print(line);
}
