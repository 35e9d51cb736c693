import type { Archive } from './archive.ts';
import type { EventLog, LogRecord, OffsetRange, Watermarks } from './event-log.ts';
import { partitionOf, type TopicPartition } from './position.ts';

/** Where the epochs are kept: with the archive, so that they live as long as what they number. */
export interface EpochStore {
  readEpochs(): Promise<ReadonlyMap<string, number>>;
  writeEpoch(topic: string, epoch: number): Promise<void>;
}

/**
 * The epoch of each topic, checked: the last archived record of each partition is compared with what Kafka has at its offset.
 * A topic whose log is shorter than its archive, or has another record there, was made anew: its epoch grows by one.
 * A record that Kafka has trimmed cannot be compared and counts as the same.
 * @returns the epochs, and the topics that begin a new one
 */
export async function resolveEpochs(log: EventLog, archive: Archive, store: EpochStore, topics: readonly string[]): Promise<{ epochs: Map<string, number>; renewed: readonly string[] }> {
  const epochs = new Map(await store.readEpochs());
  const archived = await archive.last(topics);
  const marks = await log.watermarks(topics);
  const comparable = new Map<TopicPartition, OffsetRange>();
  const renewed = new Set<string>();
  for (const [key, last] of archived) {
    if (last.epoch !== (epochs.get(last.topic) ?? 0)) continue;
    const verdict = judge(last, marks.get(key));
    if (verdict === 'replaced') renewed.add(last.topic);
    if (verdict === 'compare') comparable.set(key, { from: last.offset, to: last.offset + 1n });
  }
  for (const [key, [record]] of await log.read(comparable))
    if (!record || !same(record, archived.get(key)!)) renewed.add(partitionOf(key).topic);
  for (const topic of renewed) {
    const epoch = (epochs.get(topic) ?? 0) + 1;
    await store.writeEpoch(topic, epoch);
    epochs.set(topic, epoch);
  }
  return { epochs, renewed: [...renewed] };
}

function judge(last: LogRecord, mark: Watermarks | undefined): 'replaced' | 'compare' | 'trimmed' {
  if (!mark || mark.high <= last.offset) return 'replaced';
  return mark.low > last.offset ? 'trimmed' : 'compare';
}

function same(a: LogRecord, b: LogRecord): boolean {
  return a.appendedAt === b.appendedAt && a.key === b.key && (a.value ?? Buffer.alloc(0)).equals(b.value ?? Buffer.alloc(0));
}
