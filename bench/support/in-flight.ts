/** Runs `work` for each item, at most `limit` at one time. */
export async function inFlight<T>(items: Iterable<T>, limit: number, work: (item: T) => Promise<unknown>): Promise<void> {
  const running = new Set<Promise<unknown>>();
  for (const item of items) {
    const one: Promise<unknown> = work(item).finally(() => running.delete(one));
    running.add(one);
    if (running.size >= limit) await Promise.race(running);
  }
  await Promise.all(running);
}
