import { readFile, readdir } from 'node:fs/promises';
import { dirname, join, normalize } from 'node:path/posix';
import { fileURLToPath } from 'node:url';

/** A source file: its path from the repository's root, its text, and what it imports. */
export interface Module {
  readonly path: string;
  readonly text: string;
  /** Paths from the root for files of the repository, types included; names for everything else. */
  readonly imports: readonly string[];
}

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const IMPORT = /^(?:import|export)\s(?:[^'"]*?\sfrom\s)?\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/gm;

/** Every TypeScript file under folders of the repository. */
export async function readModules(...folders: readonly string[]): Promise<readonly Module[]> {
  const paths = await Promise.all(folders.map(async (folder) =>
    (await readdir(join(ROOT, folder), { recursive: true })).filter((name) => name.endsWith('.ts')).map((name) => join(folder, name))));
  return Promise.all(paths.flat().sort().map(async (path) => moduleOf(path, await readFile(join(ROOT, path), 'utf8'))));
}

export function moduleOf(path: string, text: string): Module {
  const imports = [...text.matchAll(IMPORT)].map(([, fixed, dynamic]) => fixed ?? dynamic!);
  return { path, text, imports: imports.map((name) => (name.startsWith('.') ? normalize(join(dirname(path), name)) : name)) };
}
