import fc from 'fast-check';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { Driver } from 'neo4j-driver';
import type { Event } from '../../src/events/event.ts';
import { connectGraph } from '../../src/sources/graph/connect.ts';
import { graphUnderTest, DATABASE } from '../support/graph.ts';
import { history } from '../support/graph-history.ts';

const SEED = 20_261_124;
const RUNS = 12;

let driver: Driver;
beforeAll(() => {
  driver = connectGraph({ url: inject('neo4jUrl'), database: DATABASE });
});
afterAll(() => driver.close());

test(`any order, any grouping and any repetition of events leave the same graph (seed ${SEED})`, async () => {
  await fc.assert(
    fc.asyncProperty(history, fc.infiniteStream(fc.nat()), async (events, dice) => {
      const roll = (n: number) => dice.next().value! % n;
      const expected = await outcome([events]);
      const shuffled = shuffle(events, roll);
      expect(await outcome(groups(shuffled, roll))).toEqual(expected);
      expect(await outcome(groups(shuffle([...events, ...shuffled.slice(0, 5)], roll), roll))).toEqual(expected);
    }),
    { seed: SEED, numRuns: RUNS },
  );
}, 600_000);

async function outcome(batches: readonly (readonly Omit<Event, 'tenant'>[])[]) {
  const graph = graphUnderTest(driver);
  for (const batch of batches) await graph.apply(...batch.map((event) => ({ ...event, tenant: graph.tenant }) as Event));
  return graph.everything();
}

function shuffle<T>(items: readonly T[], roll: (n: number) => number): readonly T[] {
  const left = [...items];
  return items.map(() => left.splice(roll(left.length), 1)[0]!);
}

function groups<T>(items: readonly T[], roll: (n: number) => number): readonly (readonly T[])[] {
  const batches: T[][] = [[]];
  for (const item of items) {
    if (roll(3) === 0) batches.push([]);
    batches.at(-1)!.push(item);
  }
  return batches.filter((batch) => batch.length > 0);
}
