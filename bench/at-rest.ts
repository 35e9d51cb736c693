import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Benchmark } from './support/benchmark.ts';
import { caughtUp } from './support/caught-up.ts';
import { processTree } from './support/process-tree.ts';
import { startProgram } from './support/program.ts';

const SETTLE_MS = 30_000;
const IDLE_MS = 20_000;
const MEGABYTE = 2 ** 20;

export const atRest: Benchmark = {
  name: 'at-rest',
  conditions: `the whole program with engines of its own, as npm start runs it, on a new data folder with the sample; ${SETTLE_MS / 1000} s after both stores have it: ` +
    `resident memory of all its processes, and their CPU over ${IDLE_MS / 1000} s without a request (Linux)`,
  async run(lab) {
    await lab.stopProgram();
    const folder = await mkdtemp(join(tmpdir(), 'helixgraph-rest-'));
    const program = await startProgram([], { HELIXGRAPH_DATA: folder });
    try {
      await caughtUp(program.url);
      await pause(SETTLE_MS);
      const before = await processTree(program.pid);
      await pause(IDLE_MS);
      const after = await processTree(program.pid);
      const cores = (sum(after, ({ cpuMs }) => cpuMs) - sum(before, ({ cpuMs }) => cpuMs)) / IDLE_MS;
      for (const { command, rssBytes } of after) lab.say(`  ${Math.round(rssBytes / MEGABYTE)} MB ${command}`);
      return [
        { name: 'ready, sample included', value: program.readyMs / 1000, unit: 's', target: { atMost: 60 } },
        { name: 'memory at rest', value: sum(after, ({ rssBytes }) => rssBytes) / MEGABYTE, unit: 'MB', target: { atMost: 2_500 } },
        { name: 'CPU when idle', value: cores, unit: 'cores', target: { atMost: 0.1 } },
      ];
    } finally {
      await program.stop();
      await rm(folder, { recursive: true, force: true });
    }
  },
};

function sum<T>(all: readonly T[], of: (one: T) => number): number {
  return all.reduce((total, one) => total + of(one), 0);
}
