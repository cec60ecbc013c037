/** One event of an event stream. */
export interface ServerSentEvent {
  readonly type: string;
  readonly data: string;
}

/** The events of a response (HTML Standard, section 9.2), until it ends. Comments are left out. */
export async function* readServerSentEvents(response: Response): AsyncGenerator<ServerSentEvent, undefined> {
  if (response.body === null) throw new Error('The response has no body.');
  let text = '';
  for await (const piece of response.body.pipeThrough(new TextDecoderStream())) {
    const blocks = (text + piece).replaceAll('\r\n', '\n').split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) {
      const event = parseBlock(block);
      if (event !== undefined) yield event;
    }
  }
  return undefined;
}

function parseBlock(block: string): ServerSentEvent | undefined {
  const fields = block
    .split('\n')
    .map((line) => /^(?<name>event|data): ?(?<value>.*)$/.exec(line)?.groups)
    .filter((groups) => groups !== undefined);
  if (fields.length === 0) return undefined;
  const valuesOf = (name: string) =>
    fields.filter((field) => field['name'] === name).map((field) => field['value'] ?? '');
  return { type: valuesOf('event').at(-1) ?? 'message', data: valuesOf('data').join('\n') };
}
