import type { IncomingMessage } from 'node:http';
import { Refused } from './answer-failure.ts';

/**
 * The body of a request as text. What is beyond the limit is not kept, however it is sent.
 * @param limit in bytes
 * @throws Refused 413 for a longer one, 415 for one that is compressed
 */
export function readBody(request: IncomingMessage, limit: number): Promise<string> {
  const encoding = request.headers['content-encoding'];
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity') {
    throw new Refused(415, 'Send the body as it is: no Content-Encoding is taken.', {
      headers: { 'accept-encoding': 'identity' },
    });
  }
  if (Number(request.headers['content-length'] ?? 0) > limit) throw tooLong(limit);
  return collect(request, limit);
}

function collect(request: IncomingMessage, limit: number): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const chunks: Buffer[] = [];
  let length = 0;
  const take = (chunk: Buffer) => {
    length += chunk.length;
    if (length <= limit) {
      chunks.push(chunk);
      return;
    }
    chunks.length = 0;
    // The rest is read and thrown away, for as long as a request may take: a client that still writes would
    // not see the answer otherwise.
    request.off('data', take).resume();
    reject(tooLong(limit));
  };
  request.on('data', take);
  request.once('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
  // Nobody is there any more to be told.
  const endEarly = () => reject(new Refused(400, 'The body ended early.'));
  request.once('close', () => request.complete || endEarly());
  request.once('error', endEarly);
  return promise;
}

function tooLong(limit: number): Refused {
  return new Refused(413, `The body is longer than ${limit} bytes: send a shorter one.`);
}
