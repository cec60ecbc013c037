/** A view did not reach the asked position in time. Asking again later may succeed. */
export class PositionNotReached extends Error {
  override readonly name = 'PositionNotReached';

  constructor(view: string, milliseconds: number) {
    super(
      `The view '${view}' has not applied this position within ${milliseconds} ms. Ask again, or leave out atLeast to read what is there.`,
    );
  }
}

/** A view holds nothing newer of a user, as an event of that user cannot be applied. An operator has to look at it. */
export class UserSetAside extends Error {
  override readonly name = 'UserSetAside';

  constructor(view: string) {
    super(
      `The view '${view}' does not follow this account: an event of it could not be applied. Leave out atLeast to read what is there; an operator finds the reason with: gatehouse parked list.`,
    );
  }
}

/** There is no view as of an instant with this name, or it is not complete yet. */
export class UnknownView extends Error {
  override readonly name = 'UnknownView';

  constructor(view: string) {
    super(
      `There is no finished view '${view}' as of an instant with this name: gatehouse views list tells which there are.`,
    );
  }
}

/** The position names a partition that this store does not have. */
export class UnknownPosition extends Error {
  override readonly name = 'UnknownPosition';

  constructor() {
    super('This position is of another store: pass one back just as a mutation returned it.');
  }
}

/** What a query asks for is not answered, now or later: the message says what to ask for instead. */
export class QueryRefused extends Error {
  override readonly name = 'QueryRefused';
}

/** The caller may not do this: nobody is signed in, or somebody without the right. */
export class AccessDenied extends Error {
  override readonly name = 'AccessDenied';
  readonly code: 'UNAUTHENTICATED' | 'FORBIDDEN';

  constructor(code: 'UNAUTHENTICATED' | 'FORBIDDEN') {
    super(
      code === 'UNAUTHENTICATED'
        ? 'Nobody is signed in: log in and send the access token as Authorization: Bearer.'
        : 'This is not yours, and needs the role admin.',
    );
    this.code = code;
  }
}

/** An idempotency key came with another input than before: it names one request and no other. */
export class IdempotencyKeyReused extends Error {
  override readonly name = 'IdempotencyKeyReused';

  constructor() {
    super(
      'This Idempotency-Key came with another input before. Send a new key, such as a UUID, with each new request.',
    );
  }
}
