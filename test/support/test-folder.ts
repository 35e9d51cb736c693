import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endOrphan } from '../../src/engines/child.ts';
import { openDataFolder } from '../../src/engines/data-folder.ts';

const PREFIX = 'helixgraph-test-';
const ENGINES = ['kafka', 'neo4j', 'clickhouse'];

/** A new data folder for a test run, its lock held: by it a later run tells this one from one that was killed. */
export async function testFolder(): Promise<{ readonly path: string; remove(): Promise<void> }> {
  await sweep();
  const path = await mkdtemp(join(tmpdir(), PREFIX));
  await openDataFolder(path);
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

/** Ends the engines of runs that were killed, and removes their folders. */
async function sweep(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    if (!name.startsWith(PREFIX)) continue;
    const path = join(tmpdir(), name);
    const names = await readdir(path).catch((): string[] => []); // another run swept it first
    if (!names.includes('lock')) continue; // another run is just making it
    const mine = await openDataFolder(path).catch(() => undefined); // its run goes on
    if (!mine) continue;
    for (const engine of ENGINES) await endOrphan(join(path, engine));
    await rm(path, { recursive: true, force: true });
  }
}
