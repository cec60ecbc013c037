import { z } from 'zod';
import { type EventSchema, userEventSchemas, userEventTypes } from '../../application/user-event-schemas.ts';
import type { UserEventType } from '../../domain/user/user-events.ts';
import type { EventMetadata, StoredEvent } from '../../ports/message-store.ts';
import { withGeneratedPart } from './generated-part.ts';

const begin = '<!-- From here on it is written by `npm run events`. -->';
const end = '<!-- The end of what is written by `npm run events`. -->';

interface Row {
  readonly type: string;
  readonly meaning: string;
}

const envelope: Readonly<Record<Exclude<keyof StoredEvent, 'metadata'>, Row>> = {
  userId: { type: 'UUID', meaning: 'Whose stream it stands in.' },
  version: { type: 'number', meaning: 'Its place in the stream: 1, 2, 3 … without a gap.' },
  eventId: { type: 'UUID', meaning: 'Its own id, unique over all events.' },
  type: { type: 'text', meaning: 'What happened: one of the types below.' },
  schema: { type: 'number', meaning: 'How the data of this type is kept.' },
  at: {
    type: 'number',
    meaning: 'When, in milliseconds since 1970-01-01T00:00:00Z; no earlier than the event before it.',
  },
  data: { type: 'object', meaning: 'The public fields of its type.' },
  sealed: {
    type: 'bytes or null',
    meaning: 'The sealed fields of its type, encrypted with the key of the user.',
  },
};

const metadata: Readonly<Record<keyof EventMetadata, Row>> = {
  actorId: { type: 'UUID or null', meaning: 'Who caused it; null for nobody who was signed in.' },
  correlationId: { type: 'text', meaning: 'The same for everything that one request caused.' },
  causationId: { type: 'text or null', meaning: 'The event or message that this one answers, if any.' },
  commandId: { type: 'UUID', meaning: 'The command; the same when the command is sent again.' },
  trace: {
    type: 'text or null',
    meaning: 'Where in a distributed trace it happened: trace-id and parent-id of W3C Trace Context.',
  },
};

/** A page with what the log can hold brought up to date. @throws Error for a page without the two marks */
export function withEvents(page: string): string {
  const parts = [
    '## Every event',
    table(['Field', 'Type', 'Meaning'], plainRows(envelope)),
    '## Its metadata',
    table(['Field', 'Type', 'Meaning'], plainRows(metadata)),
    '## The types',
    ...userEventTypes.map(section),
  ];
  return withGeneratedPart(page, { begin, end, text: parts.join('\n\n') });
}

function plainRows(fields: Readonly<Record<string, Row>>): readonly (readonly string[])[] {
  return Object.entries(fields).map(([name, { type, meaning }]) => [code(name), type, meaning]);
}

function section(type: UserEventType): string {
  const { description, data, schemas } = userEventSchemas[type];
  const sealed = schemas.at(-1)?.sealed ?? [];
  const { properties = {} } = z.toJSONSchema(data, { io: 'input' });
  const rows = Object.entries(properties).map(([name, property]) => {
    const field = property as Field;
    return [code(name), typeOf(field), sealed.includes(name) ? 'sealed' : 'public', field.description ?? ''];
  });
  return [
    `### ${type}`,
    `${description} ${schemasOf(schemas)}`,
    table(['Field', 'Type', 'Kept', 'Meaning'], rows),
  ].join('\n\n');
}

function schemasOf(schemas: readonly EventSchema[]): string {
  const earlier = schemas.slice(0, -1).map(({ sealed }, index) => {
    const kept = sealed.length === 0 ? 'everything in the clear' : `${sealed.map(code).join(', ')} sealed`;
    return ` Schema ${index + 1}, which is still read, has ${kept}.`;
  });
  return `Its schema is ${schemas.length}.${earlier.join('')}`;
}

/** The part of a JSON Schema that the page tells. */
interface Field {
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly string[];
  readonly items?: Field;
}

function typeOf({ type = 'anything', enum: values, items }: Field): string {
  if (values !== undefined) return values.map(code).join(' or ');
  if (items !== undefined) return `list of ${typeOf(items)}`;
  const names = typeof type === 'string' ? [type] : type;
  return names.map((name) => (name === 'string' ? 'text' : name)).join(' or ');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function code(name: string): string {
  return `\`${name}\``;
}
