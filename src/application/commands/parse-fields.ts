import { DomainError, type InputIssue } from '../../domain/domain-error.ts';

interface Problem {
  readonly problem: string;
}

type Parsed<Fields> = { readonly [Name in keyof Fields]: Exclude<Fields[Name], Problem> };

/**
 * The fields of an input once each was brought into its stored form.
 * @throws DomainError INVALID_INPUT that lists the problems of all fields at once
 *
 * @example parseFields({ email: toEmailAddress(input.email), displayName: toDisplayName(input.displayName) })
 */
export function parseFields<Fields extends object>(fields: Fields): Parsed<Fields> {
  const issues = Object.entries(fields).flatMap(([name, value]): readonly InputIssue[] =>
    isProblem(value) ? [{ path: [name], message: value.problem }] : [],
  );
  if (issues.length > 0) throw new DomainError({ code: 'INVALID_INPUT', issues });
  return fields as Parsed<Fields>;
}

function isProblem(value: unknown): value is Problem {
  return typeof value === 'object' && value !== null && 'problem' in value;
}
