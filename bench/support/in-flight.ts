/** Runs `work` for each item, at most `limit` at one time, at a cost that does not grow with the limit. */
export async function inFlight<T>(items: Iterable<T>, limit: number, work: (item: T) => Promise<unknown>): Promise<void> {
  const rest = items[Symbol.iterator]();
  await Promise.all(Array.from({ length: limit }, async () => {
    for (let next = rest.next(); !next.done; next = rest.next()) await work(next.value);
  }));
}
