import {
  type DocumentNode,
  type ExecutionArgs,
  type GraphQLError,
  getOperationAST,
  valueFromASTUntyped,
} from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { checkCost, checkDocument } from './check-document.ts';
import { parseDocument } from './parse-document.ts';
import type { QueryLimits } from './query-limits.ts';

/**
 * Refuses documents that ask for more than they may, before any other work is done for them: GraphQL's own
 * validation takes long for some. What is found is kept with the document, but for costs that variables decide on.
 */
export function limitDocuments(limits: QueryLimits): Plugin {
  const open = new WeakSet<DocumentNode>();

  return {
    onParse({ setParseFn }) {
      setParseFn((source) => parseDocument(source, limits.tokens));
    },
    onValidate({ validateFn, setValidationFn }) {
      setValidationFn((schema, document, ...rest) => {
        const { errors, isOpen } = checkDocument(schema, document, limits);
        if (isOpen) open.add(document);
        return errors.length > 0 ? errors : validateFn(schema, document, ...rest);
      });
    },
    onExecute({ args, setResultAndStopExecution }) {
      const errors = findTooCostly(args);
      if (errors.length > 0) setResultAndStopExecution({ errors });
    },
    onSubscribe({ args, setResultAndStopExecution }) {
      const errors = findTooCostly(args);
      if (errors.length > 0) setResultAndStopExecution({ errors });
    },
  };

  function findTooCostly({
    schema,
    document,
    operationName,
    variableValues,
  }: ExecutionArgs): readonly GraphQLError[] {
    const operation = open.has(document) ? getOperationAST(document, operationName) : undefined;
    if (!operation) return [];
    const defaults = new Map(
      (operation.variableDefinitions ?? []).flatMap(({ variable: { name }, defaultValue }) =>
        defaultValue ? [[name.value, valueFromASTUntyped(defaultValue)] as const] : [],
      ),
    );
    const given = new Map(Object.entries(variableValues ?? {}));
    const variable = (name: string) => (given.get(name) === undefined ? defaults.get(name) : given.get(name));
    return checkCost({ schema, document, operation }, variable, limits);
  }
}
