import type { ServerResponse } from 'node:http';

/** Headers of an answer, by name. */
export type AnswerHeaders = Readonly<Record<string, string>>;

/** Answers with JSON. */
export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: AnswerHeaders = {},
): void {
  const text = `${JSON.stringify(body)}\n`;
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    ...headers,
  });
  response.end(text);
}
