import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import type { ComponentState } from '../request/components.ts';
import { formatError } from './format-error.ts';
import type { Endpoint } from './graphql-endpoint.ts';
import type { Origins } from './origins.ts';
import { json, send, type Reply } from './reply.ts';

interface Routes {
  readonly graphql: Endpoint;
  readonly origins: Origins;
  /** Absent where the schema is not told. */
  readonly explorer?: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  /** Whether requests are still taken. */
  isOpen(): boolean;
  /** What the answers rest on, as it is right now. */
  components(): Promise<readonly ComponentState[]>;
  readonly logger: Logger;
}

/** Everything that is answered over HTTP. */
export function router({ graphql, origins, explorer, isOpen, components, logger }: Routes): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    route(request, response).catch((error: unknown) => {
      const errors = [formatError(error, logger)];
      if (response.headersSent) response.destroy();
      else void send(request, response, json(500, { errors }));
    });
  };

  async function route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!origins.allow(request)) return refuse(403, 'ORIGIN_NOT_ALLOWED', 'Pages of this origin may not ask here.');
    if (!URL.canParse(request.url ?? '/', 'http://localhost')) return refuse(400, 'BAD_REQUEST', 'The address is none.');
    const url = new URL(request.url ?? '/', 'http://localhost');
    switch (url.pathname) {
      case '/graphql': {
        const gone = new AbortController();
        response.once('close', () => {
          if (!response.writableFinished) gone.abort();
        });
        const headers = origins.headers(request);
        if (request.method === 'OPTIONS') return send(request, response, { status: 204, headers, body: '' });
        const reply = await graphql.answer(request, url, gone.signal);
        return send(request, response, { ...reply, headers: { ...reply.headers, ...headers } });
      }
      case '/live':
        return send(request, response, json(200, { status: 'live' }));
      case '/ready':
        return send(request, response, await readiness());
      case '/explorer':
        return explorer ? explorer(request, response) : nothing();
      case '/':
        if (!explorer) return nothing();
        response.writeHead(302, { location: '/explorer' }).end();
        return;
      default:
        return nothing();
    }

    async function readiness(): Promise<Reply> {
      if (!isOpen()) return json(503, { status: 'stopping' });
      const found = await components();
      const ready = found.every(({ status }) => status === 'up');
      return json(ready ? 200 : 503, { status: ready ? 'ready' : 'not ready', components: Object.fromEntries(found.map(({ name, status }) => [name, status])) });
    }

    function nothing(): Promise<void> {
      return refuse(404, 'NOT_FOUND', 'There is nothing here.');
    }

    function refuse(status: number, code: string, message: string): Promise<void> {
      return send(request, response, json(status, { errors: [{ message, extensions: { code, retryable: false } }] }));
    }
  }
}
