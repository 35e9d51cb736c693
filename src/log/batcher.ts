/** Gathers what comes within a short time and hands it on together; one hand-over at a time, so order is kept. */
export interface Batcher<Item, Answer> {
  add(item: Item): Promise<Answer>;
  /** Resolves when everything added before has been handed on. */
  drain(): Promise<void>;
}

export interface BatcherOptions<Item, Answer> {
  /** How long the first item waits for others, in milliseconds. */
  readonly lingerMs: number;
  readonly maxItems: number;
  /** One answer per item, in order. A rejection is every item's. */
  send(items: readonly Item[]): Promise<readonly Answer[]>;
}

interface Waiting<Item, Answer> {
  readonly item: Item;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

export function batcher<Item, Answer>({ lingerMs, maxItems, send }: BatcherOptions<Item, Answer>): Batcher<Item, Answer> {
  let waiting: Waiting<Item, Answer>[] = [];
  let sending: Promise<void> | undefined;

  return {
    add: (item) => new Promise<Answer>((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      sending ??= linger().then(sendAll);
    }),
    async drain() {
      while (sending) await sending;
    },
  };

  function linger(): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, lingerMs));
  }

  async function sendAll(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting.slice(0, maxItems);
      waiting = waiting.slice(maxItems);
      try {
        const answers = await send(batch.map(({ item }) => item));
        batch.forEach(({ resolve }, i) => resolve(answers[i]!));
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    sending = undefined;
  }
}
