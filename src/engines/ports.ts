import { randomInt } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { HelixError } from '../errors.ts';

/** Below the ports that systems give to clients: no client can sit on an engine's port while the engine restarts. */
const FROM = 20_000;
const BELOW = 32_000;
const TRIES = 50;
/** A killed process is told as ended while its last threads still hold its sockets. */
const PATIENCE_MS = 3_000;
const ASK_EVERY_MS = 50;

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
    const kept = before[name];
    const taken = kept === undefined ? undefined : await whyStillTaken(kept);
    if (kept !== undefined && taken && firm) throw new HelixError('START_FAILED', `The port ${kept} was taken meanwhile: ${taken.message}`, { cause: taken });
    ports[name] = kept === undefined || taken ? await freePort() : kept;
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

async function freePort(): Promise<number> {
  for (let i = 0; i < TRIES; i++) {
    const port = randomInt(FROM, BELOW);
    if (!(await whyTaken(port))) return port;
  }
  throw new HelixError('START_FAILED', `No free port between ${FROM} and ${BELOW} was found on 127.0.0.1.`);
}

async function whyStillTaken(port: number): Promise<Error | undefined> {
  for (const until = Date.now() + PATIENCE_MS; ;) {
    const reason = await whyTaken(port);
    if (!reason || Date.now() > until) return reason;
    await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS));
  }
}

/** Why a port cannot be listened on; nothing where it can. */
function whyTaken(port: number): Promise<Error | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', resolve);
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(undefined)));
  });
}
