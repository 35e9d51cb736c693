import { randomUUID } from 'node:crypto';
import { archivedTopics, graphTopics, POSITIONS } from '../../src/events/topics.ts';
import { announced } from '../../src/log/announcements.ts';
import type { EventLog } from '../../src/log/event-log.ts';
import { covers, EMPTY, merge, partitionOf, type Position } from '../../src/log/position.ts';
import type { ProjectionName } from '../../src/log/positions.ts';

/** The end of the archived topics, all in one epoch. */
export async function endOfLog(log: EventLog, epoch = 0): Promise<Position> {
  return new Map([...(await log.watermarks(archivedTopics))].map(([key, { high }]) => [key, { epoch, next: high }]));
}

export interface CaughtUpOptions {
  readonly projections?: readonly ProjectionName[];
  /** Counts only what is announced from this offset on: a store that was emptied is not where its announcements say. */
  readonly since?: bigint;
}

/** Resolves when projections have announced that they hold what the log held when this was called. */
export async function caughtUp(log: EventLog, { projections = ['graph', 'analytics'], since = 0n }: CaughtUpOptions = {}): Promise<void> {
  const end = await endOfLog(log);
  const topics: Record<ProjectionName, readonly string[]> = { graph: graphTopics, analytics: archivedTopics };
  const reached: Record<ProjectionName, Position> = { graph: EMPTY, analytics: EMPTY };
  const own = (name: ProjectionName) => new Map([...end].filter(([key]) => topics[name].includes(partitionOf(key).topic)));
  let arrived = () => {};
  const all = new Promise<void>((resolve) => { arrived = resolve; });
  const follower = log.follow({
    group: `test-caught-up-${randomUUID()}`,
    topics: [POSITIONS],
    start: async (assigned) => new Map(assigned.map((key) => [key, since])),
    async handle(fetched) {
      for (const record of [...fetched.values()].flat()) {
        const said = announced(record);
        if (said?.says === 'moved') reached[said.projection] = merge(reached[said.projection], new Map([[said.partition, { epoch: said.epoch, next: said.next }]]));
      }
      if (projections.every((name) => covers(reached[name], own(name)))) arrived();
    },
  });
  await all;
  await follower.stop();
}
