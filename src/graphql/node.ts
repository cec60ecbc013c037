import { builder } from './builder.ts';
import { including } from './context.ts';
import { atLeastArgument } from './source.ts';

builder.queryFields((t) => ({
  node: t.node({
    description: 'One thing by its global id; null when it does not exist.',
    args: { id: t.arg.id({ required: true, description: 'The id.' }), ...atLeastArgument },
    id(_root, { id, atLeast }, context) {
      including(context, atLeast);
      return id;
    },
  }),
  nodes: t.nodeList({
    description: 'Things by their global ids, in the order of the ids.',
    args: { ids: t.arg.idList({ required: true, description: 'The ids.' }), ...atLeastArgument },
    ids(_root, { ids, atLeast }, context) {
      including(context, atLeast);
      return ids;
    },
  }),
}));
