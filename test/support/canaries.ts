import { hkdfSync, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { decryptBytes } from '../../src/adapters/crypto/aes-gcm.ts';

/** What is personal about somebody, in words that stand nowhere else. */
export interface Canaries {
  readonly email: string;
  readonly formerEmail: string;
  readonly wantedEmail: string;
  readonly displayName: string;
  readonly ipAddress: string;
  readonly userAgent: string;
  readonly reason: string;
}

export function newCanaries(): Canaries {
  const word = () => randomBytes(8).toString('hex');
  const group = () => (0x1000 + randomBytes(2).readUInt16BE() * 0.9).toString(16).slice(0, 4);
  return {
    email: `now-${word()}@example.com`,
    formerEmail: `before-${word()}@example.com`,
    wantedEmail: `later-${word()}@example.com`,
    displayName: `Name ${word()}`,
    ipAddress: `2001:db8:${group()}:${group()}:${group()}:${group()}:${group()}:${group()}`,
    userAgent: `agent/${word()}`,
    reason: `reason ${word()}`,
  };
}

/** The key of a user as it is used, out of the one that is stored. */
export function unwrapped(masterKey: string, userKey: Uint8Array): Buffer {
  const wrapping = hkdfSync('sha256', Buffer.from(masterKey, 'base64'), '', 'gatehouse/v1/user keys', 32);
  return decryptBytes(Buffer.from(wrapping), userKey.subarray(1));
}

/** Which of these stand anywhere in the files of these folders, and in which file: in any case of letters. */
export function foundIn(
  folders: readonly string[],
  wanted: Readonly<Record<string, string | Uint8Array>>,
): readonly string[] {
  return folders.flatMap(filesIn).flatMap((file) => {
    const bytes = contentOf(file);
    const lower = Buffer.from(bytes.toString('latin1').toLowerCase(), 'latin1');
    return Object.entries(wanted)
      .filter(([, value]) =>
        typeof value === 'string' ? lower.includes(value.toLowerCase()) : bytes.includes(Buffer.from(value)),
      )
      .map(([name]) => `${name} in ${file}`);
  });
}

function filesIn(folder: string): readonly string[] {
  const entries = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) =>
    join(folder, name),
  );
  return entries.filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile());
}

function contentOf(file: string): Buffer {
  const bytes = readFileSync(file);
  return file.endsWith('.gz') ? gunzipSync(bytes) : bytes;
}
