import type { EventLog } from '../log/event-log.ts';
import { sample } from '../sample/sample.ts';

const SEED = 'helixgraph';
const IN_FLIGHT = 2_000;

/** Appends the sample, told relative to now. @returns how many records it has */
export async function loadSample(log: EventLog, now: number): Promise<number> {
  let count = 0;
  let waiting: Promise<unknown>[] = [];
  for (const record of sample({ seed: SEED, now })) {
    waiting.push(log.append(record));
    count++;
    if (waiting.length < IN_FLIGHT) continue;
    await Promise.all(waiting);
    waiting = [];
  }
  await Promise.all(waiting);
  return count;
}
