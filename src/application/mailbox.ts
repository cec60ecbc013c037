/** What a reader finds: items in order, a gap to be filled from elsewhere, or the end. */
export type Delivery<Item> =
  | { readonly kind: 'items'; readonly items: readonly Item[] }
  | { readonly kind: 'gap' }
  | { readonly kind: 'end' };

/** A bounded queue from one writer to one reader. When it overflows, the reader is told of a gap instead. */
export interface Mailbox<Item> {
  push(items: readonly Item[]): void;
  /** Something was missed: what is queued is forgotten, and the reader told. */
  miss(): void;
  end(): void;
  isEnded(): boolean;
  /** Resolves when it ends. */
  readonly ended: Promise<void>;
  /** Waits for the next delivery. One call at a time. */
  take(): Promise<Delivery<Item>>;
}

export function createMailbox<Item>(capacity: number): Mailbox<Item> {
  let queue: Item[] = [];
  let state: 'flowing' | 'gap' | 'end' = 'flowing';
  let wake = (): void => undefined;
  const end = Promise.withResolvers<void>();

  const mailbox: Mailbox<Item> = {
    push(items) {
      if (queue.length + items.length > capacity) return mailbox.miss();
      if (state === 'flowing') queue.push(...items);
      wake();
    },
    miss() {
      queue = [];
      if (state === 'flowing') state = 'gap';
      wake();
    },
    end() {
      state = 'end';
      end.resolve();
      wake();
    },
    isEnded: () => state === 'end',
    ended: end.promise,
    async take() {
      while (state === 'flowing' && queue.length === 0) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      return next();
    },
  };
  return mailbox;

  function next(): Delivery<Item> {
    if (state === 'end') return { kind: 'end' };
    if (state === 'gap') {
      state = 'flowing';
      return { kind: 'gap' };
    }
    const items = queue;
    queue = [];
    return { kind: 'items', items };
  }
}
