/** The services that the gateway relies on, as their failures name them. */
export type Service = 'message store' | 'views' | 'sessions' | 'key ring';

/** A service cannot be reached, or cannot work now. The same call may succeed later. */
export class Unavailable extends Error {
  override readonly name = 'Unavailable';
  readonly service: Service;

  constructor(service: Service, cause: unknown) {
    super(`The ${service} cannot be reached or cannot work now.`, { cause });
    this.service = service;
  }
}

/** The store was created with settings that contradict the present ones. Nothing was changed. */
export class StoreMismatch extends Error {
  override readonly name = 'StoreMismatch';
}

/** A lease ended, and another owner may have the partition by now: stop working on it. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost';
}

/** An entry of the log that this build cannot read: of an unknown type, or not of its type's shape. */
export class UnreadableEvent extends Error {
  override readonly name = 'UnreadableEvent';
}
