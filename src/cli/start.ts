import { setTimeout as pause } from 'node:timers/promises';
import type { Config, Env } from '../config.ts';
import { HelixError } from '../errors.ts';
import { isOpen, refuseOpenDoor } from '../identity/open-door.ts';
import { openDataFolder } from '../engines/data-folder.ts';
import { startEngines, type RunningEngines } from '../engines/engines.ts';
import { kafkaLog } from '../log/kafka.ts';
import { checkPort } from './check-port.ts';
import { loadSample } from './load-sample.ts';
import { positionKey } from './position-key.ts';
import { prepare, type Located } from './prepare.ts';
import { startRoles } from './role-processes.ts';
import { removeRunFile, writeRunFile } from './run-file.ts';
import { steps } from './steps.ts';

/** The program ends by itself when stopping takes longer. */
const STOP_WITHIN_MS = 20_000;

/**
 * `helixgraph start`: engines, migrations, topics, roles, in this order; stopped in the opposite one by SIGTERM or Ctrl-C.
 * @throws HelixError START_FAILED with one clear line; whatever had been started is stopped then
 */
export async function start(config: Config, env: Env, entry: string, { sample }: { sample: boolean }): Promise<void> {
  const began = performance.now();
  const told = steps((line) => process.stdout.write(`${line}\n`));
  const owned: (() => Promise<unknown>)[] = [];
  let stopping: Promise<void> | undefined;
  const stop = () => (stopping ??= stopAll(owned));
  const asked = new Promise<void>((resolve) => {
    process.once('SIGTERM', () => resolve());
    process.once('SIGINT', () => resolve());
  });

  try {
    await Promise.race([launch(), asked]);
    await asked;
    told.say('Stopping');
  } finally {
    await stop();
  }
  told.say('Stopped');
  process.exit(0); // engines leave nothing behind that should hold the process

  async function launch(): Promise<void> {
    if (config.roles.includes('api')) refuseOpenDoor(config);
    if (config.roles.includes('api')) await checkPort(config.host, config.port);
    const folder = await openDataFolder(config.dataFolder);
    owned.push(() => folder.release());

    const engines = await startEngines(config, { log: told.say, onReady: (name, ms) => told.done(`${name} ready`, ms) });
    owned.push(() => engines.stop());
    const located: Located = { ...config, ...engines.addresses };
    const { createdTopics } = await prepare(located, told);

    const roleEnv = { ...env, ...addressesOf(engines), HELIXGRAPH_POSITION_KEY: await positionKey(config) };
    const roles = await startRoles({
      entry,
      roles: config.roles,
      env: roleEnv,
      onReady: (role, ms) => told.done(`${role} ready`, ms),
      warn: (line) => told.say(`! ${line}`),
    });
    owned.push(() => roles.stop());
    const url = config.roles.includes('api') ? `http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${config.port}` : undefined;
    await writeRunFile(config.dataFolder, { pid: process.pid, url, env: addressesOf(engines) });
    owned.push(() => removeRunFile(config.dataFolder));
    if (sample && createdTopics.length > 0) await tellSample(located);
    const what = url ? `answers at ${url}/graphql; explore it at ${url}/explorer` : `runs without an API: ${config.roles.join(', ')}`;
    if (url && isOpen(config)) told.say('! DEVELOPMENT IDENTITY: nobody has to say who they are, everybody on this machine may do everything (set HELIXGRAPH_JWT_ISSUER, see --help).');
    told.say(`HelixGraph ${what} (${((performance.now() - began) / 1000).toFixed(0)} s)`);
  }

  async function tellSample(located: Located): Promise<void> {
    const log = kafkaLog({ kafka: located.kafka, clientId: 'helixgraph-sample', epochs: new Map(), log: () => {} });
    try {
      await told.run('Loaded a sample of the last 30 days (start with --no-sample to go without)', () => loadSample(log, Date.now()));
    } finally {
      await log.close();
    }
  }
}

/** The environment by which roles and other verbs find the engines. */
function addressesOf({ addresses: { kafka, neo4j, clickhouse } }: RunningEngines): Record<string, string> {
  return { KAFKA_BROKERS: kafka.brokers.join(','), NEO4J_URI: neo4j.url, CLICKHOUSE_URL: clickhouse.url };
}

async function stopAll(owned: readonly (() => Promise<unknown>)[]): Promise<void> {
  const deadline = pause(STOP_WITHIN_MS, undefined, { ref: false }).then(() => {
    throw new HelixError('START_FAILED', `Not everything stopped within ${STOP_WITHIN_MS / 1000} s; what is left is ended by the next start.`);
  });
  const all = (async () => {
    for (const one of [...owned].reverse()) await one();
  })();
  await Promise.race([all, deadline]);
}
