import { HelixError } from '../errors.ts';
import type { Archive } from '../log/archive.ts';
import type { Epochs } from '../log/event-log.ts';
import { after, covers, merge, partitionOf, type Position, type TopicPartition } from '../log/position.ts';
import { heldFrom, type Held } from './held.ts';
import type { FeedOptions, LiveEvent } from './live-feed.ts';
import { recentIds } from './recent-ids.ts';

export interface ReplayOptions extends Pick<FeedOptions, 'tenant' | 'filter' | 'signal'> {
  readonly archive: Archive;
  readonly epochs: Epochs;
  readonly defaultTenant: string;
  readonly cursor: Position;
  /** The partitions in which the cursor lies before the ring, with where the ring begins there. */
  readonly missing: ReadonlyMap<TopicPartition, bigint>;
  /** What the ring holds after the cursor. */
  readonly held: readonly Held[];
  /** The error for a cursor that lies where nothing is kept, given the earliest position after it that loses nothing more. */
  outOfRange(earliest: Position): HelixError;
}

/** The same event id is replayed once within so many events. */
const DEDUPLICATED_EVENTS = 100_000;
const ARCHIVE_PAGE = 1_000;

/**
 * What lies between a cursor and the live stream, in the order of each partition: first from the archive, then from the ring.
 * @throws HelixError POSITION_OUT_OF_RANGE when the archive does not reach the ring; SOURCE_UNAVAILABLE when it does not answer
 */
export async function* replay({ archive, epochs, defaultTenant, cursor, missing, held, tenant, filter, signal, outOfRange }: ReplayOptions): AsyncGenerator<LiveEvent> {
  const seen = recentIds(DEDUPLICATED_EVENTS);
  const isWanted = ({ event }: Held) => event.tenant === tenant && filter(event) && seen.add(event.id);
  let position = cursor;
  for (const [key, border] of missing) {
    const epoch = epochs.get(partitionOf(key).topic) ?? 0;
    let next = cursor.get(key)?.next ?? 0n;
    while (next < border && !signal.aborted) {
      const page = (await archive.read(key, epoch, next, ARCHIVE_PAGE)).filter((record) => record.offset < border);
      for (const record of page) {
        next = record.offset + 1n;
        position = merge(position, after(record));
        const found = heldFrom(record, defaultTenant);
        if (found && isWanted(found)) yield { ...found, position };
      }
      if (page.length > 0) continue;
      const end: Position = new Map([[key, { epoch, next: border }]]);
      // Offsets that hold no record are no gap, as far as the archive has come; what it has not is lost.
      if (!covers(await archive.position(), end)) throw outOfRange(merge(position, end));
      break;
    }
  }
  for (const one of held) {
    position = merge(position, after(one.coordinates));
    if (isWanted(one)) yield { ...one, position };
  }
}
