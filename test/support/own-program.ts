import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig, type Config } from '../../src/config.ts';
import type { RunFile } from '../../src/cli/run-file.ts';
import type { Located } from '../../src/cli/prepare.ts';
import type { EventLog } from '../../src/log/event-log.ts';
import { kafkaLog } from '../../src/log/kafka.ts';
import { program, type Program } from './run-helixgraph.ts';

/** `helixgraph start` on a data folder of its own, with engines of its own: what a test may break. */
export interface OwnProgram {
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  readonly url: string;
  /** The engines' addresses; they stay over a restart: what is appended to `log` meanwhile relies on it. */
  readonly config: Located;
  readonly log: EventLog;
  /** The running one: another after `restart`. */
  current(): Program;
  /** Starts it again after it ended. */
  restart(): Promise<Program>;
  /** Stops it and removes its folder. */
  end(): Promise<void>;
}

/** The engines that tests may name are not this program's. */
const NO_ENGINES = { KAFKA_BROKERS: '', NEO4J_URI: '', CLICKHOUSE_URL: '' };

export async function startOwnProgram(more: Readonly<Record<string, string>> = {}, { sample = false }: { sample?: boolean } = {}): Promise<OwnProgram> {
  const folder = await mkdtemp(join(tmpdir(), 'helixgraph-fault-'));
  const env = { ...NO_ENGINES, HELIXGRAPH_DATA: folder, HOST: '127.0.0.1', PORT: String(await freePort()), HELIXGRAPH_LOG_LEVEL: 'warn', ...more };
  let running = await launch();
  const run = JSON.parse(await readFile(join(folder, 'run.json'), 'utf8')) as RunFile;
  const positionKey = (await readFile(join(folder, 'position.key'), 'utf8')).trim();
  const config = readConfig({ ...env, ...run.env, HELIXGRAPH_POSITION_KEY: positionKey }) as Config as Located;
  const log = kafkaLog({ kafka: config.kafka, clientId: 'test', epochs: new Map(), log: () => {} });
  return {
    folder, env, config, log,
    url: run.url!,
    current: () => running,
    async restart() {
      running = await launch();
      return running;
    },
    async end() {
      await log.close();
      running.child.kill('SIGTERM');
      await running.ended;
      await rm(folder, { recursive: true, force: true });
    },
  };

  async function launch(): Promise<Program> {
    const started = program(['start', ...(sample ? [] : ['--no-sample'])], env);
    await started.says(/HelixGraph answers at/);
    return started;
  }
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject).listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
