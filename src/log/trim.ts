import type { TopicSpec } from '../events/topics.ts';
import type { Archive } from './archive.ts';
import type { Epochs, EventLog } from './event-log.ts';
import { partitionOf, type TopicPartition } from './position.ts';

/**
 * Deletes from Kafka what is older than its topic's retention, never beyond what the archive has.
 * @returns the new lowest offset of each partition that was trimmed
 */
export async function trimLog(log: EventLog, archive: Archive, epochs: Epochs, topics: readonly TopicSpec[], now: number): Promise<ReadonlyMap<TopicPartition, bigint>> {
  const archived = await archive.position();
  const archivedTopics = topics.filter((topic) => topic.archived);
  const marks = await log.watermarks(archivedTopics.map(({ name }) => name));
  const trimmed = new Map<TopicPartition, bigint>();
  for (const { name, retentionMs } of archivedTopics) {
    for (const [key, expired] of await log.offsetsAt([name], now - retentionMs)) {
      const point = archived.get(key);
      if (!point || point.epoch !== (epochs.get(partitionOf(key).topic) ?? 0)) continue;
      const border = expired < point.next ? expired : point.next;
      if (border > marks.get(key)!.low) trimmed.set(key, border);
    }
  }
  await log.trim(trimmed);
  return trimmed;
}
