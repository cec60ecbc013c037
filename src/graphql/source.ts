import type { Source } from '../application/queries/source.ts';
import type { Page } from '../ports/page.ts';
import type { Position } from '../ports/position.ts';
import { builder } from './builder.ts';
import { type GraphQLContext, including } from './context.ts';
import { badUserInput } from './errors.ts';
import { toConnection } from './paging.ts';

/** The argument by which a query waits for a change. */
export const atLeastArgument = builder.args((t) => ({
  atLeast: t.field({
    type: 'Position',
    description:
      'Waits until the answer includes the change at this position: for at most five seconds, then the error has the code POSITION_NOT_REACHED.',
  }),
}));

/** The arguments that say what a query reads. */
export const sourceArguments = builder.args((t) => ({
  ...atLeastArgument,
  view: t.string({
    description:
      'Reads a view as of an instant, by the name that it was built with; for administrators. It never changes, so it goes without atLeast. Sessions below it are those of the present.',
  }),
}));

interface SourceArguments {
  readonly atLeast?: Position | null | undefined;
  readonly view?: string | null | undefined;
  readonly asOf?: Date | null | undefined;
}

/** What a query with these arguments reads. @throws GraphQLError BAD_USER_INPUT */
export function toSource(context: GraphQLContext, { view, ...others }: SourceArguments): Source {
  if (!isGiven(view)) return { atLeast: including(context, others.atLeast) };
  const [other] = Object.entries(others).find(([, value]) => isGiven(value)) ?? [];
  if (other === undefined) return { view };
  throw badUserInput(
    `A named view is as of an instant already, and never changes: give view or ${other}, not both.`,
  );
}

function isGiven<Value>(value: Value | null | undefined): value is Value {
  return value !== null && value !== undefined;
}

/** Remembers what a document was read from, for the fields below it. */
export function readFrom<Document extends object | null>(
  { origins }: GraphQLContext,
  source: Source,
  document: Document,
): Document {
  if (document !== null && 'view' in source) origins.set(document, source.view);
  return document;
}

/** A page of documents as `toConnection` shapes it, each of which remembers what it was read from. */
export function toConnectionFrom<Document extends object>(
  context: GraphQLContext,
  source: Source,
  page: Page<Document>,
) {
  for (const { item } of page.items) readFrom(context, source, item);
  return toConnection(page);
}

/** What the fields below a document read: what it was read from itself. */
export function sourceBelow(context: GraphQLContext, document: object): Source {
  const view = context.origins.get(document);
  return view === undefined ? { atLeast: including(context) } : { view };
}
