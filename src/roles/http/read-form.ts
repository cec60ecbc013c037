import type { IncomingMessage } from 'node:http';
import { Refused } from './answer-failure.ts';
import { readBody } from './read-body.ts';

/**
 * One parameter of a form, as OAuth sends them (RFC 6749, appendix B).
 * @throws Refused 400 when it is not there once, 413, 415
 */
export async function readParameter(
  request: IncomingMessage,
  { name, bodyBytes }: { readonly name: string; readonly bodyBytes: number },
): Promise<string> {
  if (!/^application\/x-www-form-urlencoded *(;|$)/i.test(request.headers['content-type'] ?? '')) {
    throw new Refused(415, 'Send the request as application/x-www-form-urlencoded.', {
      headers: { accept: 'application/x-www-form-urlencoded' },
    });
  }
  const [value = '', ...others] = new URLSearchParams(await readBody(request, bodyBytes)).getAll(name);
  if (value !== '' && others.length === 0) return value;
  const description = `The parameter ${name} has to be there, once.`;
  throw new Refused(400, description, {
    body: { error: 'invalid_request', error_description: description },
  });
}
