import { spawn } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { access, mkdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { HelixError } from '../errors.ts';
import { checkMaven } from './tools.ts';

/** The engines that come as jars; each is a profile of `engines/pom.xml`. */
export type JarEngine = 'kafka' | 'neo4j';

const POM = fileURLToPath(new URL('../../engines/pom.xml', import.meta.url));
const SHOW_EVERY_MS = 2_000;

/**
 * The folder with an engine's jars, brought by Maven when the pom has changed or they were never here.
 * Shared by all data folders.
 * @throws HelixError START_FAILED when Maven is missing or cannot bring them
 */
export async function resolveJars(engine: JarEngine, { log }: { log: (line: string) => void }): Promise<string> {
  const hash = createHash('sha256').update(await readFile(POM)).digest('hex').slice(0, 16);
  const folder = join(dirname(POM), 'target', `${engine}-${hash}`);
  if (await exists(folder)) return folder;

  await checkMaven();
  log(`Bringing the jars of ${engine} with Maven`);
  // Made aside and moved into place, so that a folder that is there is whole, whoever else resolves at the same time.
  const draft = `${folder}.${randomUUID()}`;
  await mkdir(dirname(folder), { recursive: true });
  try {
    await copyDependencies(engine, draft, log);
    await rename(draft, folder).catch(async (error: unknown) => {
      if (!(await exists(folder))) throw error;
    });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  return folder;
}

function copyDependencies(engine: JarEngine, target: string, log: (line: string) => void): Promise<void> {
  const args = ['-B', '-f', POM, '-P', engine, 'dependency:copy-dependencies', '-DincludeScope=runtime', `-DoutputDirectory=${target}`];
  const maven = spawn('mvn', args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const problems: string[] = [];
  let downloaded = 0;
  let shownAt = Date.now();
  createInterface({ input: maven.stdout }).on('line', (line) => {
    if (line.startsWith('[ERROR]')) problems.push(line);
    if (!/Downloaded from .*\.jar/.test(line)) return;
    downloaded += 1;
    if (Date.now() - shownAt < SHOW_EVERY_MS) return;
    shownAt = Date.now();
    log(`  ${downloaded} jars of ${engine} so far`);
  });
  createInterface({ input: maven.stderr }).on('line', (line) => problems.push(line));
  return new Promise((resolve, reject) => {
    maven.once('error', reject);
    maven.once('close', (code) => {
      if (code === 0) return resolve();
      const shown = problems.slice(0, 3).map((line) => `  ${line}`).join('\n');
      reject(new HelixError('START_FAILED', `Maven could not bring the jars of ${engine}; it needs the network the first time:\n${shown}`));
    });
  });
}

function exists(path: string): Promise<boolean> {
  return access(path).then(() => true, () => false);
}
