const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const trace = /^[0-9a-f]{32}-[0-9a-f]{16}$/;
const uuidLength = 36;
const traceLength = 49;
const uuidBytes = 16;
const traceBytes = 24;

/** What MessagePack writes for a value: a UUID or a trace is bytes, which JSON does not have, and any other is itself. */
export function toCompact(value: unknown): unknown {
  if (typeof value === 'string') return textToCompact(value);
  if (Array.isArray(value)) return value.map(toCompact);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, toCompact(part)]));
}

/** The value of which `toCompact` made this. */
export function fromCompact(value: unknown): unknown {
  if (value instanceof Uint8Array) return bytesToText(value);
  if (Array.isArray(value)) return value.map(fromCompact);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, fromCompact(part)]));
}

export function isUuid(text: string): boolean {
  return text.length === uuidLength && uuid.test(text);
}

function isTrace(text: string): boolean {
  return text.length === traceLength && trace.test(text);
}

/** The 16 bytes of a UUID. */
export function fromUuid(text: string): Buffer {
  const hex = text.slice(0, 8) + text.slice(9, 13) + text.slice(14, 18) + text.slice(19, 23) + text.slice(24);
  return Buffer.from(hex, 'hex');
}

export function toUuid(bytes: Uint8Array): string {
  if (bytes.length !== uuidBytes) throw new TypeError(`A UUID has 16 bytes, and this has ${bytes.length}.`);
  const hex = toHex(bytes);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

function textToCompact(text: string): string | Buffer {
  if (isUuid(text)) return fromUuid(text);
  return isTrace(text) ? Buffer.from(text.replace('-', ''), 'hex') : text;
}

function bytesToText(bytes: Uint8Array): string {
  if (bytes.length !== traceBytes) return toUuid(bytes);
  const hex = toHex(bytes);
  return `${hex.slice(0, 32)}-${hex.slice(32)}`;
}

/** Without a copy of the bytes. */
function toHex({ buffer, byteOffset, length }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, length).toString('hex');
}
