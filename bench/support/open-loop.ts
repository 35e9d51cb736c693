import { setTimeout as pause } from 'node:timers/promises';

/**
 * Calls `send` at a fixed rate, however long the calls take.
 * @returns how long each took in milliseconds, from when it was due, so that waiting in a queue counts
 */
export async function openLoop(perSecond: number, count: number, send: (i: number) => Promise<unknown>): Promise<readonly number[]> {
  const begin = performance.now();
  const latencies: number[] = [];
  const calls: Promise<void>[] = [];
  while (calls.length < count) {
    const due = begin + (calls.length * 1000) / perSecond;
    const early = due - performance.now();
    if (early > 0) {
      await pause(Math.min(early, 1));
      continue;
    }
    calls.push(send(calls.length).then(() => void latencies.push(performance.now() - due)));
  }
  await Promise.all(calls);
  return latencies;
}
