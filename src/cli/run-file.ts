import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** What a running `start` tells the other verbs, in the data folder. */
export interface RunFile {
  readonly pid: number;
  /** Where the API answers; none where this program runs no API. */
  readonly url?: string;
  /** The engines' addresses as the environment variables that name them. */
  readonly env: Readonly<Record<string, string>>;
}

const NAME = 'run.json';
const shape = z.object({ pid: z.int(), url: z.string().optional(), env: z.record(z.string(), z.string()) });

export async function writeRunFile(dataFolder: string, run: RunFile): Promise<void> {
  await writeFile(join(dataFolder, NAME), JSON.stringify(run, null, 2), { mode: 0o600 });
}

export async function removeRunFile(dataFolder: string): Promise<void> {
  await rm(join(dataFolder, NAME), { force: true });
}

/** The program that runs on a data folder, or nothing where none does. */
export async function readRunFile(dataFolder: string): Promise<RunFile | undefined> {
  try {
    const run = shape.parse(JSON.parse(await readFile(join(dataFolder, NAME), 'utf8')));
    process.kill(run.pid, 0);
    return run;
  } catch {
    return undefined;
  }
}
