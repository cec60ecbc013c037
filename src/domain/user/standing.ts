import { DomainError } from '../domain-error.ts';
import type { RegisteredUser, User } from './user.ts';

/** A user who can sign in. @throws DomainError FORBIDDEN for everybody else */
export function active(user: User): RegisteredUser {
  if (user.kind !== 'registered' || user.status !== 'ACTIVE') throw new DomainError({ code: 'FORBIDDEN' });
  return user;
}

/** A user who is not erased. @throws DomainError NOT_FOUND */
export function present(user: User): RegisteredUser {
  if (user.kind !== 'registered') throw new DomainError({ code: 'NOT_FOUND' });
  return user;
}
