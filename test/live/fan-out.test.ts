import { describe, expect, it } from 'vitest';
import { boundedQueue } from '../../src/live/bounded-queue.ts';
import { fanOut, type Subscriber } from '../../src/live/fan-out.ts';
import type { Held } from '../../src/live/held.ts';
import type { LiveEvent } from '../../src/live/live-feed.ts';
import { EMPTY } from '../../src/log/position.ts';

const held = (id: string, tenant = 'a'): Held => ({
  event: { kind: 'entity.removed', id, tenant, at: 0, version: 0n, entityId: 'e' },
  coordinates: { topic: 't', partition: 0, epoch: 0, offset: 0n },
  appendedAt: 0,
});

function subscriber(tenant = 'a', accepts: Subscriber['accepts'] = () => true): Subscriber & { received(): Promise<readonly string[]> } {
  const queue = boundedQueue<LiveEvent>(10_000, () => new Error('full'));
  return {
    tenant, accepts, queue,
    async received() {
      queue.end();
      const ids: string[] = [];
      for await (const { event } of queue) ids.push(event.id);
      return ids;
    },
  };
}

describe('the fan-out', () => {
  it('gives each subscriber what its tenant and filter let through, in order, from when it came until it left', async () => {
    const audience = fanOut();
    const [all, one, other, late, early] = [subscriber(), subscriber('a', ({ event }) => event.id === '2'), subscriber('b'), subscriber(), subscriber()];
    audience.add(all);
    audience.add(one);
    audience.add(other);
    const leave = audience.add(early);
    await audience.deliver(held('1'), () => EMPTY);
    leave();
    await audience.deliver(held('2'), () => EMPTY);
    audience.add(late);
    await audience.deliver(held('3'), () => EMPTY);
    await audience.deliver(held('4', 'b'), () => EMPTY);
    expect(await Promise.all([all, one, other, late, early].map((each) => each.received()))).toEqual([['1', '2', '3'], ['2'], ['4'], ['3'], ['1']]);
  });

  it('lets the event loop go on between slices, also of a single event; who comes amid it gets the next', async () => {
    const audience = fanOut();
    const crowd = Array.from({ length: 1_000 }, () => subscriber());
    for (const one of crowd) audience.add(one);
    const late = subscriber();
    let turns = 0;
    let isOver = false;
    const count = () => {
      if (turns++ === 3) audience.add(late);
      if (!isOver) setImmediate(count);
    };
    setImmediate(count);
    await audience.deliver(held('1'), () => EMPTY);
    expect(turns).toBeGreaterThanOrEqual(15);
    await audience.deliver(held('2'), () => EMPTY);
    isOver = true;
    expect(await late.received()).toEqual(['2']);
    for (const one of crowd) expect(await one.received()).toEqual(['1', '2']);
  });

  it('pauses also where filters let little through', async () => {
    const audience = fanOut();
    for (let i = 0; i < 20_000; i++) audience.add(subscriber('a', () => false));
    let turns = 0;
    let isOver = false;
    const count = () => {
      turns++;
      if (!isOver) setImmediate(count);
    };
    setImmediate(count);
    await audience.deliver(held('1'), () => EMPTY);
    isOver = true;
    expect(turns).toBeGreaterThanOrEqual(3);
  });
});
