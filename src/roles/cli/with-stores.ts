import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { createSecrets, type Secrets } from '../../adapters/crypto/secrets.ts';
import type { Log } from '../../application/log.ts';
import { type Config, parseConfig } from '../config.ts';
import { masterKeyFile, masterKeyOf } from '../master-key.ts';
import { openStores, type Stores } from '../stores.ts';
import { type Cli, CommandFailed } from './cli.ts';

/** What a command that works on the stores is given. */
export interface Opened {
  readonly config: Config;
  readonly stores: Stores;
  readonly secrets: Secrets;
  readonly log: Log;
}

interface Opening {
  /** Whether a server may go on in the same folder of SQLite. */
  readonly isBesideServer?: boolean;
}

/**
 * Opens the stores that the settings name, and closes them when the work is done. Nothing is prepared: no table,
 * no index, no folder and no master key is made where there is none.
 * @throws InvalidSettings, FolderInUse, CommandFailed, which say what to do
 */
export async function withStores<Result>(
  cli: Cli,
  work: (opened: Opened) => Promise<Result>,
  opening: Opening = {},
): Promise<Result> {
  const config = parseConfig(cli.environment);
  assertThere(config);
  const secrets = createSecrets(await masterKeyOf(config));
  const log = createPlainLog(cli);
  const stores = openStores({ config, keyFingerprint: secrets.fingerprint, log, ...opening });
  try {
    return await work({ config, stores, secrets, log });
  } finally {
    await stores.close();
  }
}

/** A command that is started in another folder than the server must not begin a new store there. */
function assertThere(config: Config): void {
  const { MASTER_KEY, REDIS_URL, DATABASE_URL, DATA_DIR } = config;
  if (MASTER_KEY === undefined && !existsSync(masterKeyFile(config))) {
    throw new CommandFailed(
      `There is no master key: set MASTER_KEY, or DATA_DIR to the folder of the server (${resolve(DATA_DIR)} has none).`,
    );
  }
  if (
    REDIS_URL === undefined &&
    DATABASE_URL === undefined &&
    !existsSync(resolve(DATA_DIR, 'gatehouse.db'))
  ) {
    throw new CommandFailed(
      `There is no database in ${resolve(DATA_DIR)}: set DATA_DIR, DATABASE_URL or REDIS_URL as for the server.`,
    );
  }
}

/** Warnings and errors as lines; what a server would tell besides is not of interest here. */
function createPlainLog({ tell }: Cli): Log {
  const line = (fields: object, message: string) => {
    const cause = 'err' in fields && fields.err instanceof Error ? `: ${fields.err.message}` : '';
    tell(`${message}${cause}`);
  };
  return { info: () => undefined, warn: line, error: line };
}
