import { request } from 'node:http';

export interface Question {
  readonly method?: string;
  readonly path?: string;
  /** Sent as they are: `fetch` would neither send Host nor Origin. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer | AsyncIterable<Buffer>;
}

export interface PlainAnswer {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: string;
}

/** Asks a server over a connection of its own, with any header. */
export function ask(
  url: string,
  { method = 'GET', path = '/', headers = {}, body }: Question = {},
): Promise<PlainAnswer> {
  const { hostname: host, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const sent = request({ host, port, path, method, headers, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
      response.once('error', reject);
      response.once('end', () =>
        resolve({ status: response.statusCode, headers: response.headers, body: text }),
      );
    });
    sent.once('error', reject);
    if (body !== undefined && typeof body !== 'string' && !Buffer.isBuffer(body)) {
      write(sent, body).catch(reject);
    } else sent.end(body);
  });
}

async function write(sent: NodeJS.WritableStream, parts: AsyncIterable<Buffer>): Promise<void> {
  for await (const part of parts) {
    if (!sent.writable) return;
    sent.write(part);
  }
  sent.end();
}
