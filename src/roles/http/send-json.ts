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
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers });
  response.end(`${JSON.stringify(body)}\n`);
}
