import { createRequire } from 'node:module';
import { extname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { endOrphan, startChild } from './child.ts';
import type { Engine, EngineOptions } from './engine.ts';
import { keptPorts } from './ports.ts';

/** Threads of the library's calls: those that run, and room for the one that kills them and for compression. */
const CALL_THREADS = 16;

/**
 * The ClickHouse engine with what a folder holds, in a child that speaks its HTTP protocol on 127.0.0.1.
 * @throws HelixError START_FAILED
 */
export async function startClickHouse({ folder, log, again }: EngineOptions): Promise<Engine> {
  if (await endOrphan(folder)) log('Ended the ClickHouse of an earlier start');
  const { http } = await keptPorts(folder, ['http'], { firm: again });
  const url = `http://127.0.0.1:${http}`;
  return startChild({
    name: 'ClickHouse',
    url,
    folder,
    // The size of libuv's pool is fixed before the program's first line, so `env` sets it.
    command: 'env',
    args: [`UV_THREADPOOL_SIZE=${CALL_THREADS}`, process.execPath, ...program(), join(folder, 'data'), String(http)],
    answers: async () => (await fetch(`${url}/ping`)).ok,
    tethered: true,
  });
}

/** The child's program beside this file: built, or in TypeScript while developing. */
function program(): string[] {
  const extension = extname(fileURLToPath(import.meta.url));
  const main = fileURLToPath(new URL(`./clickhouse-server/main${extension}`, import.meta.url));
  if (extension !== '.ts') return [main];
  return ['--import', pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href, main];
}
