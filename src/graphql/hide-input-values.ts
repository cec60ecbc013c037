import { GraphQLError, specifiedRules, ValuesOfCorrectTypeRule } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { valuesOfCorrectTypeRule } from './literal-mistakes.ts';
import { findVariableMistakes } from './variable-mistakes.ts';

/**
 * Says where variables and literals are wrong and what was expected, but never what they hold: GraphQL's own
 * messages repeat it, and beside a misspelt field stands perhaps a password.
 */
export const hideInputValues: Plugin = {
  onValidate({ validateFn, setValidationFn }) {
    setValidationFn((schema, document, rules, ...rest) =>
      validateFn(schema, document, (rules ?? specifiedRules).map(hiding), ...rest),
    );
  },
  onExecute({ args, setResultAndStopExecution }) {
    const errors = findVariableMistakes(args);
    if (errors.length > 0) setResultAndStopExecution({ errors });
  },
  onSubscribe({ args, setResultAndStopExecution }) {
    const errors = findVariableMistakes(args);
    if (errors.length > 0) setResultAndStopExecution({ errors });
  },
};

type Rule = (typeof specifiedRules)[number];

function hiding(rule: Rule): Rule {
  return rule === ValuesOfCorrectTypeRule ? valuesOfCorrectTypeRule : rule;
}

/** A syntax error that names the kind of a literal in a wrong place, and not the literal; others as they are. */
export function withoutToken(error: GraphQLError): GraphQLError {
  const { message, source, positions, extensions } = error;
  if (!message.startsWith('Syntax Error: ')) return error;
  const kindOnly = message.replace(/\b(String|BlockString|Int|Float) ".*"(?=\.$)/s, '$1');
  return new GraphQLError(kindOnly, { source: source ?? null, positions: positions ?? null, extensions });
}
