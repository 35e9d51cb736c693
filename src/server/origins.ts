import type { IncomingMessage } from 'node:http';
import { isIPv4 } from 'node:net';

/** Which web pages may talk to us: one answer for HTTP and WebSocket. */
export interface Origins {
  /**
   * A page of another site must not act in its visitor's name, nor one that has its own name lead to this machine.
   * Who is no browser sends no origin.
   */
  allow(request: Pick<IncomingMessage, 'headers'>): boolean;
  /** What a browser has to be told so that it hands an answer on to a page of another site; nothing for others. */
  headers(request: Pick<IncomingMessage, 'headers'>): Readonly<Record<string, string>>;
}

/**
 * @param allowed the origins of other sites, as browsers send them
 * @param host where we listen: on a loopback address nobody comes by another name
 */
export function origins(allowed: readonly string[], host: string): Origins {
  const listed = new Set(allowed);
  const listedHosts = new Set(allowed.map((origin) => new URL(origin).host));
  return {
    allow({ headers }) {
      const name = headers.host ?? '';
      if (isLoopback(host) && !listedHosts.has(name) && !isLoopback(hostnameOf(name))) return false;
      const { origin } = headers;
      return origin === undefined || listed.has(origin) || (URL.canParse(origin) && new URL(origin).host === name);
    },
    headers({ headers: { origin } }): Readonly<Record<string, string>> {
      if (origin === undefined || !listed.has(origin)) return {};
      return {
        'access-control-allow-origin': origin,
        'access-control-allow-methods': 'GET, POST',
        'access-control-allow-headers': 'content-type, authorization, apollo-require-preflight, x-apollo-operation-name, helixgraph-min-position',
        'access-control-expose-headers': 'retry-after',
        'access-control-max-age': '600',
      };
    },
  };
}

function hostnameOf(host: string): string {
  return URL.canParse(`http://${host}`) ? new URL(`http://${host}`).hostname : '';
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '::1' || hostname === '[::1]' || (isIPv4(hostname) && hostname.startsWith('127.'));
}
