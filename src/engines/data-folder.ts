import { randomUUID } from 'node:crypto';
import { link, mkdir, rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { HelixError } from '../errors.ts';
import { readMark, stillRuns, writeMark } from './process-mark.ts';

/** The folder that holds all data of the embedded engines, owned by this process alone. */
export interface DataFolder {
  readonly path: string;
  /** Lets another process own it. */
  release(): Promise<void>;
}

/**
 * Takes a data folder for this process, making it when it is new. A lock that a killed owner left does not count.
 * @throws HelixError START_FAILED when another process owns it
 */
export async function openDataFolder(folder: string): Promise<DataFolder> {
  const path = resolve(folder);
  const lock = join(path, 'lock');
  try {
    await mkdir(path, { recursive: true });
  } catch (cause) {
    throw new HelixError('START_FAILED', `The data folder ${path} cannot be made: ${(cause as Error).message}. Give another with HELIXGRAPH_DATA.`, { cause });
  }

  // Written aside and linked into place: a lock that is there is whole, and only one process can put it there.
  const draft = join(path, `lock.${randomUUID()}`);
  await writeMark(draft, process.pid);
  try {
    while (!(await link(draft, lock).then(() => true, isTaken))) await clearStale(path, lock);
  } finally {
    await rm(draft, { force: true });
  }
  return { path, release: () => rm(lock, { force: true }) };
}

/** @throws HelixError START_FAILED when the lock's owner lives */
async function clearStale(path: string, lock: string): Promise<void> {
  const owner = await readMark(lock);
  if (owner && (await stillRuns(owner))) {
    throw new HelixError('START_FAILED', `The data folder ${path} is in use by the process ${owner.pid}. Stop that one, or give another folder with HELIXGRAPH_DATA.`);
  }
  // Moved before it is removed: when two find it stale, the second must not remove the first one's new lock.
  const stale = join(path, `lock.${randomUUID()}`);
  await rename(lock, stale).catch(() => undefined);
  const moved = await readMark(stale);
  if (moved && (await stillRuns(moved))) await link(stale, lock).catch(() => undefined);
  await rm(stale, { force: true });
}

function isTaken(error: unknown): boolean {
  if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
  throw error;
}
