import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { endOrphan, startChild } from './child.ts';
import type { Engine, EngineOptions } from './engine.ts';
import { keptPorts } from './ports.ts';

/** Beside this file, in the form that this program runs from. */
const FORM = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
const SERVER = new URL(`./clickhouse/server.${FORM}`, import.meta.url);
/** What lets Node run TypeScript, where this program runs from its sources. */
const LOADER = () => ['--import', pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href];

/**
 * The ClickHouse engine on what a folder holds, answering ClickHouse's HTTP protocol on 127.0.0.1.
 * In a process of its own: a crash of the engine is not ours, and its work does not hold our event loop.
 * @throws HelixError START_FAILED
 */
export async function startClickHouse({ folder, log }: EngineOptions): Promise<Engine> {
  if (await endOrphan(folder)) log('Ended the ClickHouse of an earlier start');
  const { http } = await keptPorts(folder, ['http']);
  const data = join(folder, 'data');
  await mkdir(data, { recursive: true });
  const url = `http://127.0.0.1:${http}`;
  return startChild({
    name: 'ClickHouse',
    url,
    folder,
    command: process.execPath,
    args: [...(FORM === 'ts' ? LOADER() : []), fileURLToPath(SERVER), data, String(http)],
    tethered: true,
    answers: async () => (await fetch(`${url}/ping`)).ok,
  });
}
