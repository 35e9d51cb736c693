import { HelixError } from '../errors.ts';
import type { Point, Position, TopicPartition } from '../log/position.ts';
import type { Slice } from './projection.ts';

/**
 * The position that a store has after these slices.
 * A slice of a newer epoch, or of a partition that the store knows nothing of, begins where it begins.
 * @throws HelixError POSITION_MOVED when the store is not where a slice begins
 */
export function advance(stored: Position, slices: readonly Pick<Slice, 'partition' | 'epoch' | 'from' | 'to'>[]): Position {
  const reached = new Map<TopicPartition, Point>();
  for (const { partition, epoch, from, to } of slices) {
    const at = reached.get(partition) ?? stored.get(partition);
    if (at && (at.epoch > epoch || (at.epoch === epoch && at.next !== from)))
      throw new HelixError('POSITION_MOVED', `${partition} is at ${at.next} of epoch ${at.epoch}, not at ${from} of epoch ${epoch}: another process writes it.`);
    reached.set(partition, { epoch, next: to });
  }
  return reached;
}
