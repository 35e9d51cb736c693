/** Takes a slot, waiting for one in turn; what it gives back frees it. Rejects when the signal ends first. */
export type TakeSlot = (signal: AbortSignal) => Promise<() => void>;

/** Lets so many at once. The queue is bounded by its owner's connections. */
export function slots(count: number): TakeSlot {
  let free = count;
  const waiting: (() => void)[] = [];

  function release(): void {
    const next = waiting.shift();
    if (next) next();
    else free += 1;
  }

  return async (signal) => {
    signal.throwIfAborted();
    if (free > 0) {
      free -= 1;
      return release;
    }
    return new Promise((resolve, reject) => {
      const give = () => {
        signal.removeEventListener('abort', leave);
        resolve(release);
      };
      const leave = () => {
        waiting.splice(waiting.indexOf(give), 1);
        reject(signal.reason as Error);
      };
      waiting.push(give);
      signal.addEventListener('abort', leave, { once: true });
    });
  };
}
