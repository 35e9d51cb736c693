import type { IncomingHttpHeaders } from 'node:http';
import { HelixError } from '../errors.ts';

/**
 * The token of a request (RFC 6750, section 2.1), or of the parameters that a WebSocket client introduces itself with.
 * Never from the address: addresses are logged on the way.
 * @throws HelixError UNAUTHENTICATED for another scheme
 */
export function credentialsOf(headers: IncomingHttpHeaders, connectionParams?: Readonly<Record<string, unknown>>): string | undefined {
  const given = Object.entries(connectionParams ?? {}).find(([name]) => name.toLowerCase() === 'authorization')?.[1] ?? headers.authorization;
  if (given === undefined) return undefined;
  const token = typeof given === 'string' ? /^Bearer ([\w~+/.=-]+)$/i.exec(given)?.[1] : undefined;
  if (token === undefined) throw new HelixError('UNAUTHENTICATED', 'authorization: expected "Bearer" and a token.');
  return token;
}
