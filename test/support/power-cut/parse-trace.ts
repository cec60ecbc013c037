/** What a server did to a file, by a trace of `trace-writes.ts`. Paths may be relative to its folder. */
export type FileChange =
  | { readonly kind: 'create'; readonly path: string }
  /** Where no offset is given, at the end. */
  | { readonly kind: 'write'; readonly path: string; readonly data: Buffer; readonly offset: number | null }
  | { readonly kind: 'resize'; readonly path: string; readonly size: number }
  | { readonly kind: 'rename'; readonly from: string; readonly to: string }
  | { readonly kind: 'remove'; readonly path: string }
  /** From here on a thread waits until all that is written to the file is on the disk … */
  | { readonly kind: 'sync begun'; readonly path: string; readonly thread: string }
  /** … and here it is. */
  | { readonly kind: 'synced'; readonly path: string; readonly thread: string };

/** A line of the trace that tells of a call's end, or of its begin when the result is null. */
interface Call {
  readonly thread: string;
  readonly name: string;
  readonly args: string;
  readonly result: string | null;
}

/** Where the next write of an open file goes, by the thread that opened it; null for the end of the file. */
type Places = Map<string, number | null>;

/** Reads a trace line by line: a call that others interrupt takes two lines. */
export function createTraceParser(): (line: string) => readonly FileChange[] {
  const unfinished = new Map<string, string>();
  const places: Places = new Map();

  function toCall(line: string): Call {
    const [, thread = '', rest = ''] = /^(\d+) +(.*)$/.exec(line) ?? [];
    const begun = /^(\w+)\((.*) <unfinished \.\.\.>$/.exec(rest);
    if (begun) {
      const [, name = '', args = ''] = begun;
      unfinished.set(thread, args);
      return { thread, name, args, result: null };
    }
    const resumed = /^<\.\.\. (\w+) resumed>(.*)\) += (.+)$/.exec(rest);
    const [, name = '', tail = '', result = '-1'] = resumed ?? /^(\w+)\((.*)\) += (.+)$/.exec(rest) ?? [];
    const args = resumed ? `${unfinished.get(thread) ?? ''}${tail}` : tail;
    return { thread, name, args, result };
  }

  return (line) => {
    const call = toCall(line);
    if (call.result?.startsWith('-')) return [];
    const isSync = call.name === 'fsync' || call.name === 'fdatasync';
    if (isSync) return toSync(call, line.includes(' resumed>'));
    return call.result === null ? [] : toChanges(call, places);
  };
}

function toSync({ thread, args, result }: Call, isResumed: boolean): readonly FileChange[] {
  const path = pathOf(args);
  const begun = { kind: 'sync begun', path, thread } as const;
  const synced = { kind: 'synced', path, thread } as const;
  if (result === null) return [begun];
  return isResumed ? [synced] : [begun, synced];
}

function toChanges(call: Call, places: Places): readonly FileChange[] {
  const { name, args } = call;
  if (name.startsWith('open')) return toOpening(call, places);
  if (name.includes('write')) return [toWrite(call, places)];
  if (name === 'ftruncate') {
    return [{ kind: 'resize', path: pathOf(args), size: Number(numbersOf(args).at(-1)) }];
  }
  const [from = '', to = ''] = textsOf(args).map(String);
  if (name.startsWith('unlink')) return [{ kind: 'remove', path: from }];
  // A second name is given only to take the first away.
  return /^(rename|link)/.test(name) ? [{ kind: 'rename', from, to }] : [];
}

/** Of `openat(AT_FDCWD<…>, "…", O_RDWR|O_CREAT, 0600) = 9<…>`. */
function toOpening({ thread, args, result }: Call, places: Places): readonly FileChange[] {
  const file = /^\d+/.exec(result ?? '')?.[0] ?? '';
  const path = pathOf(result ?? '');
  places.set(`${thread} ${file}`, args.includes('O_APPEND') ? null : 0);
  return [
    ...(args.includes('O_CREAT') ? [{ kind: 'create', path } as const] : []),
    ...(args.includes('O_TRUNC') ? [{ kind: 'resize', path, size: 0 } as const] : []),
  ];
}

/** What was written: the texts together, but no more than the call says. */
function toWrite({ thread, name, args, result }: Call, places: Places): FileChange {
  const data = Buffer.concat(textsOf(args)).subarray(0, Number(result));
  const path = pathOf(args);
  if (name.startsWith('p')) {
    // pwrite64(file, text, count, offset); pwritev2 has flags behind the offset.
    const offset = Number(numbersOf(args).at(name === 'pwritev2' ? -2 : -1));
    return { kind: 'write', path, data, offset };
  }
  const place = `${thread} ${/^\d+/.exec(args)?.[0] ?? ''}`;
  // Unknown where another thread opened the file: such files are appended to.
  const offset = places.get(place) ?? null;
  if (offset !== null) places.set(place, offset + data.length);
  return { kind: 'write', path, data, offset };
}

/** Of `9<\x2f\x74…>, …`: the path of the file. */
function pathOf(args: string): string {
  return fromHex(/^\d+<((?:\\x[0-9a-f]{2})*)>/.exec(args)?.[1] ?? '').toString();
}

function textsOf(args: string): readonly Buffer[] {
  return Array.from(args.matchAll(/"((?:\\x[0-9a-f]{2})*)"/g), ([, text = '']) => fromHex(text));
}

/** The numbers among the arguments, but for those inside of lists. */
function numbersOf(args: string): readonly string[] {
  return Array.from(args.replace(/\[.*\]/, '').matchAll(/, (\d+)(?=,|$)/g), ([, number = '']) => number);
}

function fromHex(text: string): Buffer {
  return Buffer.from(text.replaceAll('\\x', ''), 'hex');
}
