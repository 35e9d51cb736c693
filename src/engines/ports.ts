import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';

/**
 * Free ports of 127.0.0.1 for an engine, the same as at its last start where they are still free, so that clients of
 * an engine that was restarted find it again.
 */
export async function keptPorts<Name extends string>(folder: string, names: readonly Name[]): Promise<Record<Name, number>> {
  const file = join(folder, 'ports.json');
  await mkdir(folder, { recursive: true });
  const before = await readFile(file, 'utf8').then((text) => JSON.parse(text) as Partial<Record<Name, number>>).catch(() => ({}) as Partial<Record<Name, number>>);
  const ports = {} as Record<Name, number>;
  for (const name of names) ports[name] = await freePort(before[name] ?? 0).catch(() => freePort(0));
  await writeFile(file, JSON.stringify(ports));
  return ports;
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
