import { ExponentialBackoff, handleAll, retry } from 'cockatiel';
import kafkajs from 'kafkajs';
import type { KafkaConfig } from '../config.ts';
import { HelixError } from '../errors.ts';
import type { TopicSpec } from '../events/topics.ts';
import { kafkaClient, type LogLine } from './kafka-client.ts';

const { ConfigResourceTypes } = kafkajs;

/** A topic that exists already and is not as we would have made it. */
export interface TopicDifference {
  readonly topic: string;
  readonly difference: string;
  readonly risk: string;
}

/** A leader that the controller has named may not know of it yet: on a busy machine for seconds. */
const untilLed = retry(handleAll, { maxAttempts: 40, backoff: new ExponentialBackoff({ initialDelay: 50, maxDelay: 1000 }) });

const BROKER_DELETES = 'the broker may delete records before they are archived';

/**
 * Creates the topics that do not exist. One that exists is left as it is; what differs is told.
 * @throws HelixError START_FAILED when the brokers do not answer or refuse
 */
export async function createTopics(config: KafkaConfig, specs: readonly TopicSpec[], log: LogLine): Promise<{ created: readonly string[]; differences: readonly TopicDifference[] }> {
  const admin = kafkaClient(config, 'helixgraph-topics', log, { retries: 5 }).admin();
  try {
    await admin.connect();
    const existing = new Set(await admin.listTopics());
    const missing = specs.filter(({ name }) => !existing.has(name));
    const { brokers } = await admin.describeCluster();
    if (missing.length > 0) {
      await admin.createTopics({
        waitForLeaders: true,
        topics: missing.map((spec) => ({
          topic: spec.name,
          numPartitions: spec.partitions,
          replicationFactor: Math.min(3, brokers.length),
          configEntries: Object.entries(settings(spec)).map(([name, value]) => ({ name, value })),
        })),
      });
      for (const { name } of missing) await untilLed.execute(() => admin.fetchTopicOffsets(name));
    }
    return { created: missing.map(({ name }) => name), differences: await compare(specs.filter(({ name }) => existing.has(name))) };
  } catch (cause) {
    if (cause instanceof HelixError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new HelixError('START_FAILED', `Kafka at ${config.brokers.join(', ')} cannot be used: ${reason}. Check KAFKA_BROKERS, KAFKA_TLS, KAFKA_USERNAME and KAFKA_PASSWORD, and the user's rights.`, { cause });
  } finally {
    await admin.disconnect().catch(() => {});
  }

  async function compare(specs: readonly TopicSpec[]): Promise<readonly TopicDifference[]> {
    if (specs.length === 0) return [];
    const { topics } = await admin.fetchTopicMetadata({ topics: specs.map(({ name }) => name) });
    const { resources } = await admin.describeConfigs({
      includeSynonyms: false,
      resources: specs.map(({ name }) => ({ type: ConfigResourceTypes.TOPIC, name, configNames: ['retention.ms', 'retention.bytes', 'cleanup.policy', 'message.timestamp.type'] })),
    });
    return specs.flatMap((spec) => {
      const partitions = topics.find(({ name }) => name === spec.name)?.partitions.length;
      const actual = new Map(resources.find(({ resourceName }) => resourceName === spec.name)?.configEntries.map((e) => [e.configName, e.configValue]));
      const wanted = settings(spec);
      const found: TopicDifference[] = [];
      if (partitions !== spec.partitions)
        found.push({ topic: spec.name, difference: `${partitions} partitions instead of ${spec.partitions}`, risk: 'none: partitions are read as they are' });
      for (const [name, risk] of [['retention.ms', BROKER_DELETES], ['retention.bytes', BROKER_DELETES], ['message.timestamp.type', '`since` means the producer’s clock instead of the log’s']] as const) {
        const have = actual.get(name);
        if (have !== undefined && have !== (wanted[name] ?? '-1') && spec.archived) found.push({ topic: spec.name, difference: `${name} is ${have}`, risk });
      }
      return found;
    });
  }
}

/** The broker deletes nothing by itself on archived topics: `trim.ts` does, behind the archive. */
function settings(spec: TopicSpec): Record<string, string> {
  return {
    'message.timestamp.type': 'LogAppendTime',
    'retention.ms': spec.archived || spec.compacted ? '-1' : String(spec.retentionMs),
    ...(spec.compacted ? { 'cleanup.policy': 'compact', 'segment.ms': '3600000', 'min.cleanable.dirty.ratio': '0.1' } : {}),
  };
}
