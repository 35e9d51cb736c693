import { createServer } from 'node:net';
import { HelixError } from '../errors.ts';

/** @throws HelixError START_FAILED when the address cannot be listened on: told before any engine is started */
export async function checkPort(host: string, port: number): Promise<void> {
  const server = createServer();
  try {
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, host, resolve));
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const why = code === 'EADDRINUSE' ? `Port ${port} on ${host} is taken. Stop what listens there, or set PORT to another.`
      : `${host}:${port} cannot be listened on (${code}). Check HOST and PORT.`;
    throw new HelixError('START_FAILED', why, { cause });
  } finally {
    await new Promise<void>((resolve) => server.close(() => resolve()));
  }
}
