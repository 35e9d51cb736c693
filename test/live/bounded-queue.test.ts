import { describe, expect, it } from 'vitest';
import { boundedQueue } from '../../src/live/bounded-queue.ts';

async function drain<T>(queue: AsyncIterable<T>): Promise<{ items: T[]; error?: unknown }> {
  const items: T[] = [];
  try {
    for await (const item of queue) items.push(item);
    return { items };
  } catch (error) {
    return { items, error };
  }
}

const full = (last: number | undefined) => new Error(`full after ${last}`);

describe('a bounded queue', () => {
  it('hands on what comes, in order, also while nobody waits', async () => {
    const queue = boundedQueue<number>(10, full);
    queue.push(1);
    const drained = drain(queue);
    queue.push(2);
    await Promise.resolve();
    queue.push(3);
    queue.end();
    expect(await drained).toEqual({ items: [1, 2, 3] });
  });

  it('ends, when it is full, with an error after all that it took: nothing is dropped in silence', async () => {
    const queue = boundedQueue<number>(2, full);
    for (const n of [1, 2, 3, 4]) queue.push(n);
    expect(await drain(queue)).toEqual({ items: [1, 2], error: new Error('full after 2') });
  });

  it('keeps its first end', async () => {
    const queue = boundedQueue<number>(2, full);
    queue.push(1);
    queue.fail(new Error('the server stops'));
    queue.push(2);
    queue.end();
    expect(await drain(queue)).toEqual({ items: [1], error: new Error('the server stops') });
  });
});
