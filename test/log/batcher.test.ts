import { describe, expect, it } from 'vitest';
import { batcher } from '../../src/log/batcher.ts';

describe('a batcher', () => {
  it('hands on together what comes together, and answers each its own', async () => {
    const sent: number[][] = [];
    const batches = batcher<number, number>({
      lingerMs: 1,
      maxItems: 3,
      send: async (items) => {
        sent.push([...items]);
        return items.map((n) => n * 10);
      },
    });
    expect(await Promise.all([1, 2, 3, 4].map((n) => batches.add(n)))).toEqual([10, 20, 30, 40]);
    expect(sent).toEqual([[1, 2, 3], [4]]);
  });

  it('sends one batch at a time, so that order is kept', async () => {
    let open = 0;
    const order: number[] = [];
    const batches = batcher<number, void>({
      lingerMs: 0,
      maxItems: 1,
      async send([item]) {
        expect(++open).toBe(1);
        await new Promise((resolve) => setImmediate(resolve));
        order.push(item!);
        open--;
        return [undefined];
      },
    });
    await Promise.all([1, 2, 3].map((n) => batches.add(n)));
    expect(order).toEqual([1, 2, 3]);
  });

  it('rejects those of a failed batch alone', async () => {
    const batches = batcher<number, number>({
      lingerMs: 0,
      maxItems: 1,
      send: async ([n]) => {
        if (n === 2) throw new Error('away');
        return [n!];
      },
    });
    const results = await Promise.allSettled([1, 2, 3].map((n) => batches.add(n)));
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    await batches.drain();
  });
});
