import { newId } from '../../src/adapters/crypto/new-id.ts';
import { applyBacklog } from '../support/apply-backlog.ts';
import { type Backlog, removeIndices } from '../support/backlog.ts';
import { indexInBulk } from '../support/index-in-bulk.ts';

const [variant = '', argument = ''] = process.argv.slice(2);
const backlog: Backlog = JSON.parse(argument);
const name = newId();
const milliseconds =
  variant === 'applied'
    ? await applyBacklog(backlog, name)
    : await indexInBulk(backlog, name, ['users', 'events']);
console.log((backlog.events * 1_000) / milliseconds);
await removeIndices(backlog.elasticsearchUrl, `${backlog.indexPrefix}-${name}`);
