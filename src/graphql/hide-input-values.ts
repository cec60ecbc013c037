import {
  type ExecutionArgs,
  type ExecutionResult,
  GraphQLError,
  specifiedRules,
  ValuesOfCorrectTypeRule,
  validate,
} from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { valuesOfCorrectTypeRule } from './literal-mistakes.ts';
import { findVariableMistakes } from './variable-mistakes.ts';

/**
 * Says where variables and literals are wrong and what was expected, but never what they hold: GraphQL's own
 * messages repeat it, and beside a misspelt field stands perhaps a password.
 */
export function hideInputValues({ hideSuggestions }: { readonly hideSuggestions: boolean }): Plugin {
  return {
    onValidate({ setValidationFn }) {
      setValidationFn((schema, document, rules) =>
        validate(schema, document, (rules ?? specifiedRules).map(hiding), { hideSuggestions }),
      );
    },
    onExecute: refuseMistakes,
    onSubscribe: refuseMistakes,
  };

  function refuseMistakes({ args, setResultAndStopExecution }: Execution): void {
    const errors = findVariableMistakes(args, { hideSuggestions });
    if (errors.length > 0) setResultAndStopExecution({ errors });
  }
}

interface Execution {
  readonly args: ExecutionArgs;
  setResultAndStopExecution(result: ExecutionResult): void;
}

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
