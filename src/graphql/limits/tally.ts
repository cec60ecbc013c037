/** What a part of a document asks for, with its fragments in their places. */
export interface Tally {
  /** How many fields stand below each other. */
  readonly depth: number;
  readonly aliases: number;
  readonly directives: number;
  /** Fields of the outermost level. */
  readonly fields: number;
  /** Fields of all levels. */
  readonly allFields: number;
  readonly cost: number;
}

export const nothing: Tally = { depth: 0, aliases: 0, directives: 0, fields: 0, allFields: 0, cost: 0 };

/** Parts side by side. */
export function together(parts: readonly Tally[]): Tally {
  return parts.reduce(
    (sum, part) => ({
      depth: Math.max(sum.depth, part.depth),
      aliases: sum.aliases + part.aliases,
      directives: sum.directives + part.directives,
      fields: sum.fields + part.fields,
      allFields: sum.allFields + part.allFields,
      cost: sum.cost + part.cost,
    }),
    nothing,
  );
}
