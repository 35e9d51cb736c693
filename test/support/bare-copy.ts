import { chmod, cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The program as on a machine where it never ran: without jars, and with nothing on the path but what a test puts there. */
export interface BareCopy {
  readonly folder: string;
  readonly script: string;
  /** What running its sources needs. */
  readonly env: Readonly<Record<string, string>>;
  /** A folder for PATH with these commands: each a shell script, `env` and `sh` beside them. */
  path(commands?: Readonly<Record<string, string>>): Promise<string>;
  remove(): Promise<void>;
}

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const COPIED = ['src', 'schema', 'operations', 'package.json', 'tsconfig.json', 'engines/pom.xml', 'test/support/helixgraph.ts'];

export async function bareCopy(): Promise<BareCopy> {
  const folder = await mkdtemp(join(tmpdir(), 'helixgraph-bare-'));
  for (const path of COPIED) await cp(join(ROOT, path), join(folder, path), { recursive: true });
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  let paths = 0;
  return {
    folder,
    script: join(folder, 'test/support/helixgraph.ts'),
    env: { TSX_TSCONFIG_PATH: join(folder, 'tsconfig.json') },
    async path(commands = {}) {
      const path = join(folder, `path-${paths++}`);
      await mkdir(path);
      await symlink('/usr/bin/env', join(path, 'env'));
      for (const [name, script] of Object.entries(commands)) {
        await writeFile(join(path, name), `#!/bin/sh\n${script}\n`);
        await chmod(join(path, name), 0o755);
      }
      return path;
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
