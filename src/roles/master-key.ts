import { resolve } from 'node:path';
import { readMasterKeyFile } from '../adapters/crypto/master-key-file.ts';
import type { Config } from './config.ts';

/** The master key that the settings hold, or else the one in DATA_DIR, which is made where there is none. */
export async function masterKeyOf(config: Pick<Config, 'MASTER_KEY' | 'DATA_DIR'>): Promise<Buffer> {
  return config.MASTER_KEY === undefined
    ? readMasterKeyFile(masterKeyFile(config))
    : Buffer.from(config.MASTER_KEY, 'base64');
}

export function masterKeyFile({ DATA_DIR }: Pick<Config, 'DATA_DIR'>): string {
  return resolve(DATA_DIR, 'master.key');
}
