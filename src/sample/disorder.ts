import type { EncodedEvent } from '../events/encode.ts';
import type { Random } from './random.ts';
import { HOUR, MINUTE, SECOND } from './world.ts';

/** A record and when its event happened. */
export interface Written {
  readonly at: number;
  readonly record: EncodedEvent;
}

/** Of a hundred records so many come late, come twice, or are overtaken by others. */
const LATE = 0.02;
const REPEATED = 0.015;
const OVERTAKEN = 0.05;

/** Records in the order in which a log would take them: by time, but for the few that come late, out of order or twice. */
export function disordered(written: Iterable<Written>, random: Random, now: number): readonly EncodedEvent[] {
  const appended: Written[] = [];
  for (const { at: happened, record } of written) {
    const at = Math.min(now, happened + delay(random));
    appended.push({ at, record });
    if (random.chance(REPEATED)) appended.push({ at: Math.min(now, at + random.int(1, 600) * SECOND), record });
  }
  return appended.sort((a, b) => a.at - b.at).map(({ record }) => record);
}

function delay(random: Random): number {
  if (random.chance(LATE)) return random.int(5 * MINUTE, 36 * HOUR);
  return random.chance(OVERTAKEN) ? random.int(2, 90) * SECOND : 0;
}
