import { BadUserInput } from './errors.ts';

/** Visible characters of ASCII; where nothing quotes them, without those that end or separate an item. */
const bare = /^[!#-+\--:<-[\]-~]{16,128}$/;
const quoted = /^"((?:[!#-[\]-~]|\\["\\]){16,128})"$/;

/**
 * The value of the header Idempotency-Key (draft-ietf-httpapi-idempotency-key-header): a string of RFC 8941,
 * section 3.3.3, or the same without quotes, as many clients send it. Null when there is none.
 * @throws BadUserInput that says what to send
 */
export function parseIdempotencyKey(header: string | null): string | null {
  if (header === null) return null;
  const key = bare.test(header) ? header : quoted.exec(header)?.[1]?.replaceAll(/\\(.)/g, '$1');
  if (key !== undefined) return key;
  throw new BadUserInput(
    'The header Idempotency-Key holds 16 to 128 visible ASCII characters: send a UUID, a new one for each request.',
    { http: { status: 400 } },
  );
}

const traceparent =
  /^(?!ff)(?<version>[0-9a-f]{2})-(?!0{32})(?<trace>[0-9a-f]{32})-(?!0{16})(?<parent>[0-9a-f]{16})-[0-9a-f]{2}(?<more>-.*)?$/;

/**
 * Where a request stands in a distributed trace, as `<trace-id>-<parent-id>`: from the header traceparent (W3C
 * Trace Context level 1, section 3.2). An invalid one is as good as none, as the standard asks.
 */
export function parseTraceparent(header: string | null): string | null {
  const { version, trace, parent, more } = traceparent.exec(header ?? '')?.groups ?? {};
  // Only versions to come may add fields.
  if (version === undefined || (version === '00' && more !== undefined)) return null;
  return `${trace}-${parent}`;
}
