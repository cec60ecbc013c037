import type { InputIssue } from '../domain/domain-error.ts';
import { builder } from './builder.ts';
import { publicErrors } from './errors.ts';

const {
  InvalidInput,
  WeakPassword,
  TooManyRequests,
  AccountLocked,
  EmailTaken,
  InvalidCredentials,
  AccountDeactivated,
  InvalidToken,
  NotFound,
  Conflict,
  Forbidden,
} = publicErrors;

const errorInterface = builder.interfaceRef<Error>('Error').implement({
  description: 'An expected failure. Every payload union names the ones that can happen.',
  fields: (t) => ({
    message: t.exposeString('message', {
      description: 'What is wrong and what to do, for a person to read.',
    }),
  }),
});

const inputIssue = builder.objectRef<InputIssue>('InputIssue').implement({
  description: 'One thing that is wrong with an input.',
  fields: (t) => ({
    path: t.stringList({
      description: 'Where: from the name of the argument to the field.',
      resolve: ({ path }) => [...path],
    }),
    message: t.exposeString('message', { description: 'What is wrong with it.' }),
  }),
});

builder.objectType(InvalidInput, {
  name: 'InvalidInput',
  description: 'The input breaks a rule.',
  interfaces: [errorInterface],
  fields: (t) => ({
    issues: t.field({
      type: [inputIssue],
      description: 'Everything that was found wrong.',
      resolve: ({ issues }) => [...issues],
    }),
  }),
});
builder.objectType(WeakPassword, {
  name: 'WeakPassword',
  description: 'The password is too easy to guess; the message says why.',
  interfaces: [errorInterface],
  fields: (t) => ({
    suggestions: t.stringList({
      description: 'What would make it stronger.',
      resolve: ({ suggestions }) => [...suggestions],
    }),
  }),
});
builder.objectType(TooManyRequests, {
  name: 'TooManyRequests',
  description: 'More was asked than the server can or may do now.',
  interfaces: [errorInterface],
  fields: (t) => ({
    retryAfter: t.expose('retryAfter', { type: 'DateTime', description: 'From when on to try again.' }),
  }),
});
builder.objectType(AccountLocked, {
  name: 'AccountLocked',
  description: 'Logging in to this account is held back after too many wrong passwords.',
  interfaces: [errorInterface],
  fields: (t) => ({
    retryAfter: t.expose('retryAfter', { type: 'DateTime', description: 'From when on to try again.' }),
  }),
});
builder.objectType(EmailTaken, {
  name: 'EmailTaken',
  description: 'An account with this address exists already.',
  interfaces: [errorInterface],
});
builder.objectType(InvalidCredentials, {
  name: 'InvalidCredentials',
  description: 'The address or the password is wrong; which one is not told.',
  interfaces: [errorInterface],
});
builder.objectType(AccountDeactivated, {
  name: 'AccountDeactivated',
  description: 'The password is right, but the account is deactivated.',
  interfaces: [errorInterface],
});
builder.objectType(InvalidToken, {
  name: 'InvalidToken',
  description: 'The token is unknown, used, expired or revoked.',
  interfaces: [errorInterface],
});
builder.objectType(NotFound, {
  name: 'NotFound',
  description: 'There is nothing with this id, or nothing that the caller may know of.',
  interfaces: [errorInterface],
});
builder.objectType(Conflict, {
  name: 'Conflict',
  description: 'What was asked for is so already, or cannot follow on what is.',
  interfaces: [errorInterface],
});
builder.objectType(Forbidden, {
  name: 'Forbidden',
  description: 'The caller may not do this, or nobody is signed in; the message says what is missing.',
  interfaces: [errorInterface],
});
