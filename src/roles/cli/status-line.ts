/** What a terminal is written to by. */
interface Terminal {
  readonly columns?: number;
  write(text: string): unknown;
}

/** The last line of a terminal, which is rewritten while what is above it goes on. */
export interface StatusLine {
  show(line: string): void;
  /** Writes something in the place of the line, which then stands below it. */
  beside(write: () => void): void;
}

const usualColumns = 80;
// To the beginning of the line, and everything behind it away (ECMA-48: CR, EL).
const erase = '\r\u001B[K';

export function createStatusLine(terminal: Terminal): StatusLine {
  let shown = '';
  return {
    show(line) {
      // A longer one would go on in the next line, where it could not be erased.
      const fitting = line.slice(0, (terminal.columns ?? usualColumns) - 1);
      if (fitting === shown) return;
      terminal.write(erase + fitting);
      shown = fitting;
    },
    beside(write) {
      if (shown !== '') terminal.write(erase);
      write();
      if (shown !== '') terminal.write(shown);
    },
  };
}
