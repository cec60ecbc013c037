import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { createRelationalStores } from '../../../src/adapters/relational/relational-stores.ts';
import { openSqlite } from '../../../src/adapters/relational/sqlite/open-sqlite.ts';
import type { MessageStore } from '../../../src/ports/message-store.ts';
import type { SessionStore } from '../../../src/ports/session-store.ts';
import { claimFolder } from '../servers/temporary-folder.ts';
import type { Acknowledged } from './load.ts';
import { identity } from './settings.ts';
import type { DurableStore, StartOptions, StoreUnderLoad } from './store-under-load.ts';

const node = resolve('node_modules/.bin/node');
const program = fileURLToPath(new URL('./sqlite-load.ts', import.meta.url));
const setpriv = '/usr/bin/setpriv';

/** How the process works with SQLite. */
interface SqliteLoad {
  readonly synchronous: string;
  /**
   * Whether there is other work on the same connection whose commits need not wait for the disk, and a session is made before
   * each append; false if left out.
   */
  readonly isHurried?: boolean;
}

/** The process that is killed is the one that appends: SQLite has no server. */
export function durableSqlite(load: SqliteLoad): DurableStore {
  const { synchronous, isHurried = false } = load;
  return {
    name: `SQLite with synchronous ${synchronous}${isHurried ? ', with sessions and beside work that does not wait,' : ''}`,
    newFolder: () => {
      const folder = claimFolder(undefined);
      onTestFinished(folder.remove);
      return Promise.resolve(folder.path);
    },
    filesIn: (folder) => folder,
    start: (options) => Promise.resolve(startLoad(options, load)),
    async open(folder) {
      const database = openSqlite(fileIn(folder));
      onTestFinished(() => database.close());
      const { messageStore, sessions } = createRelationalStores(database, identity);
      await messageStore.prepare();
      return isHurried ? withSessions(messageStore, sessions) : messageStore;
    },
  };
}

/** As if events were lost whose sessions are. */
function withSessions(messageStore: MessageStore, sessions: Pick<SessionStore, 'find'>): MessageStore {
  return {
    ...messageStore,
    async *read(userId, after) {
      for await (const event of messageStore.read(userId, after)) {
        if ((await sessions.find(event.eventId, Date.now())) !== null) yield event;
      }
    },
  };
}

function startLoad(
  { folder, under = [] }: StartOptions,
  { synchronous, isHurried = false }: SqliteLoad,
): StoreUnderLoad {
  // Linux ends the process with this one, even when no handler of this one can run any more.
  const dying = existsSync(setpriv) ? [setpriv, '--pdeathsig', 'KILL'] : [];
  const through = under.length === 0 ? [] : [...dying, ...under];
  const told = [fileIn(folder), synchronous, ...(isHurried ? ['hurried'] : [])];
  const [command = '', ...args] = [...through, ...dying, node, program, ...told];
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'], detached: true });
  const acknowledged: Acknowledged[] = [];
  const reading = createInterface({ input: child.stdout });
  reading.on('line', (line) => acknowledged.push(JSON.parse(line) as Acknowledged));
  const ended = new Promise((settle) => child.once('close', settle));
  const kill = async () => {
    // A number of its own would be that of whoever came after it.
    if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) {
      process.kill(-child.pid, 'SIGKILL');
    }
    await ended;
  };
  onTestFinished(kill);
  return { acknowledged, kill };
}

function fileIn(folder: string): string {
  return join(folder, 'gatehouse.db');
}
