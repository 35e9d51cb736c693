import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Located } from '../../src/cli/prepare.ts';

export interface ContestantOptions {
  /** Ours, or Apollo Server on Express with its default execution. */
  readonly execution: 'ours' | 'apollo-on-express';
  /** From the stores, or from memory. */
  readonly rows: 'stores' | 'memory';
}

export type ContestantMessage = { readonly url: string } | { readonly cpuMs: number };

export interface Contestant {
  readonly url: string;
  /** CPU time that its process has used. */
  cpuMs(): Promise<number>;
  stop(): Promise<void>;
}

const SCRIPT = fileURLToPath(new URL('./contestant.ts', import.meta.url));

/** Starts a server in a process of its own. */
export async function startContestant({ neo4j, clickhouse }: Located, options: ContestantOptions): Promise<Contestant> {
  const child = fork(SCRIPT, [JSON.stringify(options)], {
    env: { PATH: process.env['PATH'], NODE_ENV: 'production', NEO4J_URI: neo4j.url, CLICKHOUSE_URL: clickhouse.url },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const message = () => new Promise<ContestantMessage>((resolve, reject) => {
    child.once('message', resolve);
    child.once('exit', (code) => reject(new Error(`A server process ended with ${code}.`)));
  });
  const started = await message();
  if (!('url' in started)) throw new Error('A server process did not say where it answers.');
  return {
    url: started.url,
    async cpuMs() {
      const answer = message();
      child.send('cpu');
      const told = await answer;
      return 'cpuMs' in told ? told.cpuMs : 0;
    },
    async stop() {
      const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
      child.kill('SIGTERM');
      await gone;
    },
  };
}
