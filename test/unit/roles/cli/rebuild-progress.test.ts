import { describe, expect, it } from 'vitest';
import type { Progress } from '../../../../src/application/rebuild/rebuild-run.ts';
import { createProgressTeller } from '../../../../src/roles/cli/rebuild-progress.ts';
import { createStatusLine } from '../../../../src/roles/cli/status-line.ts';

const progress: Progress = {
  step: 'building',
  users: 122_000,
  written: 100_000,
  totalUsers: 200_000,
  isEstimate: true,
  partitionsDone: 9,
  partitions: 16,
};

function telling(isTerminal: boolean) {
  const lines: string[] = [];
  let now = 0;
  const show = isTerminal ? (line: string) => void lines.push(`shown: ${line}`) : null;
  const tell = createProgressTeller({ tell: (line) => lines.push(line), show }, 'events', () => now);
  return {
    lines,
    at(milliseconds: number, change: Partial<Progress> = {}) {
      now = milliseconds;
      tell({ ...progress, ...change });
    },
  };
}

describe('the progress of a rebuild', () => {
  it('tells share, users, rate and time left in a line now and then', () => {
    const { lines, at } = telling(false);

    at(10_000);
    at(10_100);
    at(13_000, { users: 200_000, written: 178_000, isEstimate: false });
    at(13_001, { step: 'publishing', users: 200_000 });

    expect(lines).toEqual([
      'events: [======    ]  61 %, 122,000 of about 200,000 users, 10,000/s, ~8 s left',
      'events: [==========] 100 %, 200,000 of 200,000 users, 13,692/s, ~0 s left',
      'events: publishing 200,000 users',
    ]);
    expect(lines[0]?.length).toBeLessThan(80);
  });

  it('is shown in one line on a terminal', () => {
    const { lines, at } = telling(true);

    at(20_000_000, { written: 1_000 });

    expect(lines).toEqual([
      'shown: events: [======    ]  61 %, 122,000 of about 200,000 users, 0/s, ~433 h 20 min left',
    ]);
  });

  it('tells no rate of what an earlier run did, and nothing before there is anything', () => {
    const { lines, at } = telling(false);

    at(0, { users: 0, written: 0 });
    at(1_000, { written: 0 });

    expect(lines).toEqual(['events: [======    ]  61 %, 122,000 of about 200,000 users']);
  });
});

describe('a status line', () => {
  it('is rewritten below what else is written, within one line', () => {
    const written: string[] = [];
    const terminal = { columns: 10, write: (text: string) => void written.push(text) };
    const status = createStatusLine(terminal);

    status.beside(() => terminal.write('first\n'));
    status.show('1234567890123');
    status.show('1234567890123');
    status.beside(() => terminal.write('second\n'));
    status.show('');

    const erase = '\r\u001B[K';
    expect(written).toEqual(['first\n', `${erase}123456789`, erase, 'second\n', '123456789', erase]);
  });
});
