import type { Position } from '../ports/position.ts';
import type { UserDocument } from '../ports/user-view.ts';
import { builder } from './builder.ts';
import { user } from './user-type.ts';

/** An account that a mutation made or changed. */
export interface ChangedAccount {
  readonly user: UserDocument;
  readonly position: Position;
}

interface Described {
  readonly description: string;
  /** Of the field `user`. */
  readonly ofUser?: string;
}

/** The type with this name of a success that shows an account, as it is then, and where the change stands. */
export function accountChanged(
  name: string,
  { description, ofUser = 'The user, as the log has it.' }: Described,
) {
  return builder.objectRef<ChangedAccount>(name).implement({
    description,
    fields: (t) => ({
      user: t.expose('user', { type: user, description: ofUser }),
      position: t.expose('position', { type: 'Position', description: 'Where the change stands.' }),
    }),
  });
}

/** The same for a mutation that rests on a token from a mail, which shows no more than the own fields of the account. */
export function accountChangedByToken(name: string, description: string) {
  const ofUser = 'The user, as the log has it: the token opens none of their sessions, logins and events.';
  return accountChanged(name, { description, ofUser });
}
