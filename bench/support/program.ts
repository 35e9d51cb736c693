import { spawn } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { limitTable } from '../../src/limits.ts';

const BIN = fileURLToPath(new URL('../../bin/helixgraph.js', import.meta.url));

/** A benchmark asks from one address, more than any client may. */
const NO_LIMIT = String(limitTable.costPerMinute.most);

/** The built program, started as its users start it. */
export interface Program {
  readonly pid: number;
  readonly url: string;
  /** From the command to the line that says that it answers. */
  readonly readyMs: number;
  stop(): Promise<void>;
}

/** Runs `helixgraph start`. @throws Error with what it said when it ends before it answers */
export async function startProgram(args: readonly string[], env: Readonly<Record<string, string | undefined>>): Promise<Program> {
  const port = await freePort();
  const began = performance.now();
  const child = spawn(process.execPath, [BIN, 'start', ...args], {
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], HELIXGRAPH_LOG_LEVEL: 'error', HELIXGRAPH_MAX_COST_PER_MINUTE: NO_LIMIT, ...env, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const said: string[] = [];
  await new Promise<void>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      said.push(line);
      if (line.startsWith('HelixGraph answers')) resolve();
    });
    void ended.then(() => reject(new Error(`The program ended:\n${said.join('\n')}`)));
  });
  return {
    pid: child.pid!,
    url: `http://127.0.0.1:${port}`,
    readyMs: performance.now() - began,
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return port;
}
