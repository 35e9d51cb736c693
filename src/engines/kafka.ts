import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { access, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Kafka, logLevel } from 'kafkajs';
import { HelixError } from '../errors.ts';
import { endOrphan, startChild } from './child.ts';
import type { Engine, EngineOptions } from './engine.ts';
import { resolveJars } from './jars.ts';
import { keptPorts } from './ports.ts';
import { checkJava } from './tools.ts';

export interface KafkaEngine extends Engine {
  readonly brokers: readonly string[];
}

/** C1 alone: the broker moves bytes, and its start is most of what the compiler would see. */
const JVM = ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Xms64m'];

/**
 * One KRaft node with what a folder holds, on 127.0.0.1.
 * @throws HelixError START_FAILED
 */
export async function startKafka({ folder, log, size = 'small', again }: EngineOptions): Promise<KafkaEngine> {
  await checkJava();
  const jars = await resolveJars('kafka', { log });
  const data = join(folder, 'data');
  await mkdir(data, { recursive: true });
  if (await endOrphan(folder)) log('Ended the Kafka of an earlier start');

  const { broker, controller } = await keptPorts(folder, ['broker', 'controller'], { firm: again });
  const properties = join(folder, 'server.properties');
  const logging = join(folder, 'log4j2.xml');
  await writeFile(properties, serverProperties(data, broker, controller));
  await writeFile(logging, LOGGING);
  const java = [...JVM, `-Xmx${size === 'large' ? 512 : 256}m`, `-Dlog4j2.configurationFile=${logging}`, '-cp', join(jars, '*')];
  await format(java, properties, data);

  const address = `127.0.0.1:${broker}`;
  const engine = await startChild({
    name: 'Kafka',
    url: address,
    folder,
    command: 'java',
    args: [...java, 'kafka.Kafka', properties],
    answers: () => coordinates(address),
  });
  return { ...engine, brokers: [address] };
}

/** A new cluster id for each new folder: positions of another log are then told apart. */
async function format(java: readonly string[], properties: string, data: string): Promise<void> {
  if (await access(join(data, 'meta.properties')).then(() => true, () => false)) return;
  const id = Buffer.from(randomUUID().replaceAll('-', ''), 'hex').toString('base64url');
  try {
    await promisify(execFile)('java', [...java, 'kafka.tools.StorageTool', 'format', `--cluster-id=${id}`, '--config', properties]);
  } catch (cause) {
    throw new HelixError('START_FAILED', `Kafka could not prepare ${data}: ${(cause as Error).message}`, { cause });
  }
}

/** Ready is when groups can be joined: a broker that has just started answers them with "coordinator is loading". */
async function coordinates(address: string): Promise<boolean> {
  const kafka = new Kafka({ brokers: [address], logLevel: logLevel.NOTHING, connectionTimeout: 1_000, retry: { initialRetryTime: 50, retries: 3 } });
  const admin = kafka.admin();
  try {
    await admin.connect();
    await admin.fetchOffsets({ groupId: 'helixgraph.start' });
    return true;
  } finally {
    await admin.disconnect();
  }
}

function serverProperties(data: string, broker: number, controller: number): string {
  return `\
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:${controller}
listeners=PLAINTEXT://127.0.0.1:${broker},CONTROLLER://127.0.0.1:${controller}
advertised.listeners=PLAINTEXT://127.0.0.1:${broker}
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
controller.listener.names=CONTROLLER
inter.broker.listener.name=PLAINTEXT
log.dirs=${data.replaceAll('\\', '\\\\')}
auto.create.topics.enable=false
group.initial.rebalance.delay.ms=0

# One node: nothing to replicate to, and few partitions of its own to load at a start.
default.replication.factor=1
offsets.topic.replication.factor=1
offsets.topic.num.partitions=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
share.coordinator.state.topic.num.partitions=1

# Small threads and buffers for a machine that is shared with two other engines.
num.network.threads=2
num.io.threads=2
num.recovery.threads.per.data.dir=1
log.cleaner.threads=1
log.cleaner.dedupe.buffer.size=8388608

# After a SIGKILL the node's own old session must end before it may register again: 3 s instead of 13 s.
broker.session.timeout.ms=1000
broker.heartbeat.interval.ms=250
`;
}

const LOGGING = `\
<Configuration status="WARN">
  <Appenders>
    <Console name="out"><PatternLayout pattern="%d{ISO8601} %p %c{1}: %m%n"/></Console>
  </Appenders>
  <Loggers>
    <Root level="WARN"><AppenderRef ref="out"/></Root>
  </Loggers>
</Configuration>
`;
