import type { Consumer, EachBatchPayload, Kafka } from 'kafkajs';
import type { LogLine } from './kafka-client.ts';
import type { Epochs, Follower, FollowOptions, LogRecord } from './event-log.ts';
import { topicPartition, type TopicPartition } from './position.ts';

const HEARTBEAT_MS = 1500;
/** The least that brokers allow unless told otherwise: a killed member's partitions wait so long for their next owner. */
const SESSION_MS = 6000;
const REBUILD_AFTER_MS = 500;

type Fetched = Map<TopicPartition, readonly LogRecord[]>;

/**
 * Reads topics as a member of a group. The group only assigns: where to read from is asked on each assignment.
 * kafkajs stops some consumers for good; this one is then built anew.
 */
export function followLog(kafka: Kafka, epochs: Epochs, options: FollowOptions, log: LogLine): Follower {
  let stopped = false;
  let current: Session | undefined;
  let wake = () => {};

  const done = (async () => {
    while (!stopped) {
      current = session(kafka, epochs, options);
      const failure = await current.ended;
      if (stopped) break;
      log('warn', 'A consumer is built anew.', { group: options.group, reason: failure instanceof Error ? failure.message : String(failure) });
      await new Promise<void>((resolve) => { wake = resolve; setTimeout(resolve, REBUILD_AFTER_MS); });
    }
  })();

  return {
    done,
    async stop() {
      stopped = true;
      wake();
      await current?.close();
      await done;
    },
  };
}

interface Session {
  /** Resolves with the reason when the consumer can go on no more. */
  readonly ended: Promise<unknown>;
  close(): Promise<void>;
}

/** One life of a consumer. */
function session(kafka: Kafka, epochs: Epochs, { group, topics, start, handle }: FollowOptions): Session {
  const consumer = kafka.consumer({
    groupId: group,
    sessionTimeout: SESSION_MS,
    heartbeatInterval: HEARTBEAT_MS,
    maxWaitTimeInMs: 1000, // an idle follower asks once a second; what comes is handed over at once
    minBytes: 1,
    maxBytesPerPartition: 4 << 20,
    maxBytes: 16 << 20,
    retry: { restartOnFailure: async () => false },
  });
  let over = false;
  let settle: (reason: unknown) => void = () => {};
  const ended = new Promise<unknown>((resolve) => { settle = resolve; });
  const end = (reason: unknown) => {
    over = true;
    settle(reason);
  };
  let sought: Promise<void> = new Promise(() => {});
  const gathered = gather(handle);

  consumer.on('consumer.crash', ({ payload }) => end(payload.error));
  consumer.on('consumer.group_join', ({ payload }) => {
    sought = seekAll(consumer, payload.memberAssignment, start);
    sought.catch(end);
  });

  void (async () => {
    try {
      await consumer.connect();
      await consumer.subscribe({ topics: [...topics], fromBeginning: true });
      await consumer.run({
        autoCommit: false,
        eachBatchAutoResolve: false,
        partitionsConsumedConcurrently: 256, // all batches of a fetch are handled together
        eachBatch,
      });
    } catch (error) {
      end(error);
    }
  })();

  return {
    ended: ended.finally(() => consumer.disconnect().catch(() => {})),
    async close() {
      await consumer.disconnect().catch(() => {});
      end('closed');
    },
  };

  async function eachBatch({ batch, resolveOffset, heartbeat, isStale, isRunning }: EachBatchPayload): Promise<void> {
    const beat = setInterval(() => void heartbeat().catch(() => {}), HEARTBEAT_MS);
    try {
      await sought;
      // Fetched before the seek took effect: the fetch after it brings the right records.
      if (over || isStale() || !isRunning()) return;
      const { topic, partition } = batch;
      const epoch = epochs.get(topic) ?? 0;
      const records = batch.messages.map((message): LogRecord => ({
        topic, partition, epoch,
        offset: BigInt(message.offset),
        key: message.key === null ? null : message.key.toString(),
        value: message.value,
        headers: textHeaders(message.headers),
        appendedAt: Number(message.timestamp),
      }));
      if (records.length > 0) await gathered(topicPartition(topic, partition), records);
      if (isRunning() && !isStale()) resolveOffset(batch.lastOffset());
    } catch (error) {
      end(error); // else kafkajs would hand the same batch over again, past what its handler has noted
      throw error;
    } finally {
      clearInterval(beat);
    }
  }
}

async function seekAll(consumer: Consumer, assignment: Readonly<Record<string, number[]>>, start: FollowOptions['start']): Promise<void> {
  const assigned = Object.entries(assignment).flatMap(([topic, partitions]) => partitions.map((p) => ({ topic, partition: p })));
  const offsets = await start(assigned.map(({ topic, partition }) => topicPartition(topic, partition)));
  for (const { topic, partition } of assigned) {
    const offset = offsets.get(topicPartition(topic, partition));
    if (offset !== undefined) consumer.seek({ topic, partition, offset: offset.toString() });
  }
}

/** Joins the batches that arrive together into one call; calls never overlap. */
function gather(handle: FollowOptions['handle']): (partition: TopicPartition, records: readonly LogRecord[]) => Promise<void> {
  let waiting: Fetched = new Map();
  let next: Promise<void> | undefined;
  let running: Promise<void> = Promise.resolve();
  return (partition, records) => {
    waiting.set(partition, records);
    next ??= new Promise<void>((resolve) => setImmediate(resolve)).then(async () => {
      await running.catch(() => {});
      const fetched = waiting;
      waiting = new Map();
      next = undefined;
      running = handle(fetched);
      await running;
    });
    return next;
  };
}

function textHeaders(headers: EachBatchPayload['batch']['messages'][number]['headers']): Record<string, string> {
  const text: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers ?? {})) {
    const first = Array.isArray(value) ? value[0] : value;
    if (first !== undefined) text[name] = first.toString();
  }
  return text;
}
