import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../config.ts';

const BYTES = 32;

/** The key that positions are encrypted with, as hexadecimal text: the configured one, else one made once and kept in the data folder. */
export async function positionKey({ positionKey: configured, dataFolder }: Config): Promise<string> {
  if (configured !== undefined) return configured;
  const file = join(dataFolder, 'position.key');
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch {
    const key = randomBytes(BYTES).toString('hex');
    await mkdir(dataFolder, { recursive: true });
    await writeFile(file, `${key}\n`, { mode: 0o600 });
    return key;
  }
}
