import { encode } from '../../src/events/encode.ts';
import type { Event } from '../../src/events/event.ts';
import type { Coordinates } from '../../src/log/position.ts';
import { inFlight } from './in-flight.ts';
import type { Lab } from './lab.ts';
import { followVisibility } from './visibility.ts';

/** Appends events, and resolves when the program's stores have them. */
export async function say({ log }: Lab, events: Iterable<Event>): Promise<void> {
  const visibility = followVisibility(log);
  const appended: Coordinates[] = [];
  await inFlight(events, 1000, async (event) => appended.push(await log.append(encode(event))));
  await Promise.all(appended.map((record) => visibility.visible(record)));
  await visibility.close();
}
