import type { StoredEvent } from '../../ports/message-store.ts';

/** Whether two copies of an event agree in everything. */
export function isSameEvent(a: StoredEvent, b: StoredEvent): boolean {
  return toComparable(a) === toComparable(b);
}

function toComparable(event: StoredEvent): string {
  return JSON.stringify(event, (_key, value: unknown) => {
    if (value instanceof Uint8Array) return Array.from(value);
    return isRecord(value) ? Object.fromEntries(Object.entries(value).sort(byName)) : value;
  });
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}
