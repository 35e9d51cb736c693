import { link, mkdir, rm, unlink } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { HelixError } from '../errors.ts';
import { readMark, stillRuns, writeMark } from './process-mark.ts';

export interface DataFolder {
  readonly path: string;
  release(): Promise<void>;
}

/**
 * Makes the folder and takes it for this process. The owner's mark tells a live owner from one that was killed.
 * @throws HelixError START_FAILED when another program has it, or it cannot be written
 */
export async function openDataFolder(folder: string): Promise<DataFolder> {
  const path = resolve(folder);
  const lock = join(path, 'owner');
  const draft = `${lock}.${process.pid}`;
  try {
    await mkdir(path, { recursive: true });
    await writeMark(draft, process.pid);
  } catch (cause) {
    throw new HelixError('START_FAILED', `The data folder ${path} cannot be written. Set HELIXGRAPH_DATA to one that can.`, { cause });
  }
  try {
    // A link appears whole or not at all, and fails where one is: two starts cannot both have it.
    while (!(await appears(draft, lock))) {
      const owner = await readMark(lock);
      if (owner && (await stillRuns(owner))) {
        throw new HelixError('START_FAILED', `The data folder ${path} belongs to the HelixGraph with pid ${owner.pid}. Stop that one, or set HELIXGRAPH_DATA to another folder.`);
      }
      await rm(lock, { force: true });
    }
  } finally {
    await unlink(draft);
  }
  return { path, release: () => rm(lock, { force: true }) };
}

async function appears(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}
