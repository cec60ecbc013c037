import { DatabaseError } from 'pg';
import { expect, test } from 'vitest';
import { classifyPostgresFailure } from '../../../../../src/adapters/relational/postgresql/classify-postgres-failure.ts';

test.each([
  ['an end that nobody expected', new Error('Connection terminated unexpectedly')],
  ['an end that was asked for', new Error('Connection terminated')],
  [
    'a connection that broke before',
    new Error('Client has encountered a connection error and is not queryable'),
  ],
  ['a reset while it read', systemError('ECONNRESET', 'read')],
  ['a broken pipe', systemError('EPIPE', 'write')],
  ['an administrator who ended the connection', stateError('57P01')],
  ['another process of the server that crashed', stateError('57P02')],
])('takes for a broken connection: %s', (_, error) => {
  expect(classifyPostgresFailure(error)).toBe('broken');
});

test.each([
  ['an address where nobody listens', systemError('ECONNREFUSED', 'connect')],
  ['a name that does not resolve', systemError('ENOTFOUND', 'getaddrinfo')],
  ['several addresses', new AggregateError([systemError('ECONNREFUSED', 'connect')])],
  ['a server that answers no connection', new Error('Connection terminated due to connection timeout')],
  ['a pool without a free connection', new Error('timeout exceeded when trying to connect')],
  ['a server that froze', new Error('Query read timeout')],
  ['a server that starts', stateError('57P03')],
  ['a statement that took too long', stateError('57014')],
  ['a standby', stateError('25006')],
])('takes for an outage: %s', (_, error) => {
  expect(classifyPostgresFailure(error)).toBe('unavailable');
});

test.each(['40001', '40P01'])('takes the state %s for a collision', (state) => {
  expect(classifyPostgresFailure(stateError(state))).toBe('collision');
});

test.each([
  ['a constraint', stateError('23505')],
  ['an unknown column', stateError('42703')],
  ['a mistake of ours', new TypeError('x is not a function')],
  ['no error at all', 'text'],
])('takes for a mistake: %s', (_, error) => {
  expect(classifyPostgresFailure(error)).toBe('other');
});

function stateError(code: string): DatabaseError {
  return Object.assign(new DatabaseError('words', 5, 'error'), { code });
}

function systemError(code: string, syscall: string): Error {
  return Object.assign(new Error(`${syscall} ${code}`), { code, syscall });
}
