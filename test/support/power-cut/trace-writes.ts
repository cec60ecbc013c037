import { chownSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installPackages } from '../servers/apt.ts';
import { findProgram } from '../servers/find-program.ts';
import { onExit } from '../servers/on-exit.ts';
import { run } from '../servers/run.ts';
import { isRoot, unprivilegedUser } from '../servers/system-user.ts';

/** A record of everything that a server writes to files, and of when it waits for the disk. */
export interface WriteTrace {
  /** What a server is started under: a program and its arguments, before those of the server. */
  readonly under: readonly string[];
  readonly file: string;
  /** How much of the file is written by now: strace writes a line before the server goes on. */
  length(): number;
  remove(): void;
}

/** All that changes files or makes changes last. */
const calls = [
  'open',
  'openat',
  'write',
  'writev',
  'pwrite64',
  'pwritev',
  'pwritev2',
  'ftruncate',
  'fsync',
  'fdatasync',
  'rename',
  'renameat',
  'renameat2',
  'link',
  'linkat',
  'unlink',
  'unlinkat',
];

/** More than any single write, so that all that is written stands in the trace. */
const longestText = 64 * 1024 * 1024;

/** Prepares a trace that a server of this user can write. */
export async function openWriteTrace(user?: 'postgres'): Promise<WriteTrace> {
  const strace = await findStrace();
  await assertTracingAllowed(strace);
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-trace-'));
  const owner = user && unprivilegedUser(user);
  if (owner !== undefined) chownSync(folder, owner.uid, owner.gid);
  const remove = () => rmSync(folder, { recursive: true, force: true });
  const release = onExit(remove);
  const file = join(folder, 'trace');
  return {
    under: [strace, ...optionsFor(file)],
    file,
    length: () => statSync(file).size,
    remove: () => {
      remove();
      release();
    },
  };
}

/** Of every thread and child, with the paths of open files, and all texts in hexadecimal. */
function optionsFor(file: string): readonly string[] {
  const filters = ['-e', `trace=${calls.join(',')}`, '-e', 'signal=none', '--seccomp-bpf'];
  return ['-f', '-y', '-xx', '-s', String(longestText), ...filters, '-o', file];
}

async function findStrace(): Promise<string> {
  const present = findProgram('strace');
  if (present !== undefined) return present;
  const otherwise = 'strace is missing: install strace.';
  await installPackages({ packages: ['strace'], otherwise });
  const installed = findProgram('strace');
  if (installed === undefined) throw new Error(otherwise);
  return installed;
}

async function assertTracingAllowed(strace: string): Promise<void> {
  try {
    await run(strace, ['-f', '--seccomp-bpf', '-o', '/dev/null', 'true']);
  } catch (error) {
    throw new Error(
      'A power cut cannot be simulated, because strace may not trace processes here. Allow ptrace: in a container ' +
        `by --cap-add=SYS_PTRACE, elsewhere by kernel.yama.ptrace_scope${isRoot ? '' : ' below 2'}.`,
      { cause: error },
    );
  }
}
