import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import neo4j from 'neo4j-driver';
import { startChild } from '../../src/engines/child.ts';
import type { Engine } from '../../src/engines/engine.ts';
import { resolveJars } from '../../src/engines/jars.ts';
import { startKafka } from '../../src/engines/kafka.ts';
import { startNeo4j } from '../../src/engines/neo4j.ts';
import { kafkaClient } from '../../src/log/kafka-client.ts';

const quiet = { log: () => {} };
const JVM = ['-Xmx256m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'];

/** A Kafka that lets in who has a password (SASL PLAIN). Made by the embedded one, which then starts again behind a lock. */
export async function lockedKafka(folder: string, username: string, password: string): Promise<Engine> {
  const { url, stop } = await startKafka({ folder, ...quiet });
  await stop();
  const file = join(folder, 'server.properties');
  const port = url.split(':')[1]!;
  const properties = (await readFile(file, 'utf8'))
    .replaceAll(`PLAINTEXT://127.0.0.1:${port}`, `SASL_PLAINTEXT://127.0.0.1:${port}`)
    .replace('listener.security.protocol.map=PLAINTEXT:PLAINTEXT', 'listener.security.protocol.map=SASL_PLAINTEXT:SASL_PLAINTEXT')
    .replace('inter.broker.listener.name=PLAINTEXT', 'inter.broker.listener.name=SASL_PLAINTEXT');
  const login = `org.apache.kafka.common.security.plain.PlainLoginModule required username="${username}" password="${password}" user_${username}="${password}";`;
  await writeFile(file, `${properties}
sasl.enabled.mechanisms=PLAIN
sasl.mechanism.inter.broker.protocol=PLAIN
listener.name.sasl_plaintext.plain.sasl.jaas.config=${login}
`);
  const admin = kafkaClient({ brokers: [url], tls: false, sasl: { mechanism: 'plain', username, password } }, 'test', () => {}, { retries: 1 }).admin();
  try {
    return await startChild({
      name: 'Kafka', url, folder, command: 'java',
      args: [...JVM, `-Dlog4j2.configurationFile=${join(folder, 'log4j2.xml')}`, '-cp', join(await resolveJars('kafka', quiet), '*'), 'kafka.Kafka', file],
      answers: async () => {
        await admin.connect();
        return (await admin.describeCluster()).brokers.length === 1;
      },
    });
  } finally {
    await admin.disconnect();
  }
}

/** A Neo4j that lets in `neo4j` by this password alone. */
export async function lockedNeo4j(folder: string, password: string): Promise<Engine> {
  const { url, stop } = await startNeo4j({ folder, ...quiet });
  await stop();
  const file = join(folder, 'conf', 'neo4j.conf');
  await writeFile(file, (await readFile(file, 'utf8')).replace('auth_enabled=false', 'auth_enabled=true'));
  const first = neo4j.driver(url, neo4j.auth.basic('neo4j', 'neo4j'), { connectionTimeout: 1_000, maxTransactionRetryTime: 0 });
  try {
    return await startChild({
      name: 'Neo4j', url, folder, command: 'java',
      args: [
        '-Xmx512m', ...JVM.slice(1), '--add-opens=java.base/java.nio=ALL-UNNAMED', '--add-opens=java.base/java.io=ALL-UNNAMED', '--add-opens=java.base/sun.nio.ch=ALL-UNNAMED',
        '-Dlog4j2.disable.jmx=true', '-cp', join(await resolveJars('neo4j', quiet), '*'),
        'org.neo4j.server.CommunityEntryPoint', `--home-dir=${folder}`, `--config-dir=${join(folder, 'conf')}`, '--console-mode',
      ],
      answers: async () => {
        await first.executeQuery('ALTER CURRENT USER SET PASSWORD FROM $first TO $password', { first: 'neo4j', password }, { database: 'system' });
        return true;
      },
    });
  } finally {
    await first.close();
  }
}
