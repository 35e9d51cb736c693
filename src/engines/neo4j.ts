import { copyFile, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import neo4j from 'neo4j-driver';
import { endOrphan, startChild } from './child.ts';
import type { Engine, EngineOptions } from './engine.ts';
import { resolveJars } from './jars.ts';
import { keptPorts } from './ports.ts';
import { checkJava } from './tools.ts';

const JVM = {
  small: ['-Xms128m', '-Xmx512m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'],
  large: ['-Xms512m', '-Xmx1g', '-XX:+UseSerialGC'],
};
const OPENED = ['java.nio', 'java.io', 'sun.nio.ch'].map((name) => `--add-opens=java.base/${name}=ALL-UNNAMED`);

/**
 * Neo4j with APOC on what a folder holds, speaking Bolt on 127.0.0.1 without a password.
 * @throws HelixError START_FAILED
 */
export async function startNeo4j({ folder, log, size = 'small', again }: EngineOptions): Promise<Engine> {
  await checkJava();
  const jars = await resolveJars('neo4j', { log });
  if (await endOrphan(folder)) log('Ended the Neo4j of an earlier start');

  const { bolt } = await keptPorts(folder, ['bolt'], { firm: again });
  await writeHome(folder, jars, bolt);
  const url = `bolt://127.0.0.1:${bolt}`;
  return startChild({
    name: 'Neo4j',
    url,
    folder,
    command: 'java',
    args: [
      ...JVM[size], ...OPENED, '-Dlog4j2.disable.jmx=true', '-cp', join(jars, '*'),
      'org.neo4j.server.CommunityEntryPoint', `--home-dir=${folder}`, `--config-dir=${join(folder, 'conf')}`, '--console-mode',
    ],
    answers: () => answers(url),
  });
}

/** A server that does not need its plugin folder filled refuses to start: APOC must be there and on the class path too. */
async function writeHome(folder: string, jars: string, bolt: number): Promise<void> {
  const plugins = join(folder, 'plugins');
  await rm(plugins, { recursive: true, force: true });
  await Promise.all([mkdir(plugins, { recursive: true }), mkdir(join(folder, 'conf'), { recursive: true })]);
  for (const jar of await readdir(jars)) if (jar.startsWith('apoc-core-')) await copyFile(join(jars, jar), join(plugins, jar));
  await writeFile(join(folder, 'conf', 'neo4j.conf'), configuration(bolt));
}

async function answers(url: string): Promise<boolean> {
  const driver = neo4j.driver(url, undefined, { connectionTimeout: 1_000, maxTransactionRetryTime: 0 });
  try {
    await driver.executeQuery('RETURN 1');
    return true;
  } finally {
    await driver.close();
  }
}

/** An unknown key ends the server: it is strict about its settings. */
function configuration(bolt: number): string {
  return `\
server.default_listen_address=127.0.0.1
server.bolt.listen_address=127.0.0.1:${bolt}
server.http.enabled=false
server.https.enabled=false
dbms.security.auth_enabled=false
dbms.usage_report.enabled=false
server.memory.pagecache.size=128m

# Kafka has the history: transaction logs are kept only as long as recovery needs them, and not reserved ahead.
db.tx_log.rotation.retention_policy=keep_none
db.tx_log.preallocate=false

# Without it a stop waits ten seconds for connections that are already gone.
internal.dbms.bolt.netty_server_shutdown_quiet_period=0
`;
}
