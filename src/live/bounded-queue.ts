/** A queue that one consumer iterates. When it is full it takes nothing more and ends, after what it holds, with an error. */
export interface BoundedQueue<T> extends AsyncIterable<T> {
  push(item: T): void;
  /** Ends after what it holds. */
  end(): void;
  /** Ends with an error after what it holds. */
  fail(error: Error): void;
}

/** @param overflow the error that a full queue ends with, given the last item that it took */
export function boundedQueue<T>(capacity: number, overflow: (last: T | undefined) => Error): BoundedQueue<T> {
  let items: T[] = [];
  let closed = false;
  let failure: Error | undefined;
  let wake = () => {};

  return {
    push(item) {
      if (closed) return;
      if (items.length >= capacity) close(overflow(items.at(-1)));
      else items.push(item);
      wake();
    },
    end: () => close(),
    fail: close,
    async *[Symbol.asyncIterator]() {
      for (;;) {
        const ready = items;
        items = [];
        yield* ready;
        if (items.length > 0) continue;
        if (failure) throw failure;
        if (closed) return;
        await new Promise<void>((resolve) => { wake = resolve; });
      }
    },
  };

  function close(error?: Error): void {
    if (closed) return;
    closed = true;
    failure = error;
    wake();
  }
}
