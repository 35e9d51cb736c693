import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { HelixError } from '../errors.ts';

/**
 * Free ports of 127.0.0.1 for an engine: those of its last start where they are still free.
 * @param firm whether no others will do
 * @throws HelixError START_FAILED when they are firm and taken
 */
export async function keptPorts<Name extends string>(folder: string, names: readonly Name[], { firm = false } = {}): Promise<Record<Name, number>> {
  const file = join(folder, 'ports.json');
  await mkdir(folder, { recursive: true });
  const before = await readPorts(file);
  const ports = {} as Record<Name, number>;
  for (const name of names) {
    ports[name] = await freePort(before[name] ?? 0).catch((cause: Error) => {
      if (firm) throw new HelixError('START_FAILED', `The port ${before[name]} was taken meanwhile: ${cause.message}`, { cause });
      return freePort(0);
    });
  }
  await writeFile(file, JSON.stringify(ports));
  return ports;
}

async function readPorts(file: string): Promise<Readonly<Record<string, number | undefined>>> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Record<string, number>;
  } catch {
    return {}; // the first start, or one that was cut short
  }
}

/** @param wanted the port to try; 0 for any */
function freePort(wanted: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(wanted, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
