import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { Logger } from 'pino';
import { HelixError } from '../errors.ts';
import type { Limits } from '../limits.ts';
import type { Audit } from '../request/audit.ts';
import type { Authenticator } from '../request/authenticator.ts';
import { sharedComponents } from '../request/components.ts';
import type { RequestPorts } from '../request/ports.ts';
import { buildSchema } from './build-schema.ts';
import { documents } from './documents.ts';
import { executor } from './execute.ts';
import { exampleOperations, explorer } from './explorer.ts';
import { graphqlEndpoint } from './graphql-endpoint.ts';
import { router } from './http.ts';
import { knownOperations } from './known-operations.ts';
import { origins } from './origins.ts';
import { subscriptionSlots } from './subscription-slots.ts';
import { serveWebSocket } from './websocket.ts';

const PATH = '/graphql';
const OPERATIONS = fileURLToPath(new URL('../../operations/', import.meta.url));
/** A document brings its compiled form along, some hundred kilobytes. */
const MAX_DOCUMENTS = 300;
/** How long requests under way may take once the server stops. */
const DRAIN_MS = 5_000;

export interface ServerDeps {
  readonly host: string;
  /** 0 takes any that is free. */
  readonly port: number;
  readonly ports: RequestPorts;
  readonly authenticator: Authenticator;
  /** Told of each denial and each write. */
  readonly audit: Audit;
  readonly limits: Limits;
  /** The origins of web pages that may ask, beside our own. */
  readonly origins: readonly string[];
  /** A folder of operations known by their hash; the program's own when absent. */
  readonly operationsFolder?: string;
  /** Whether only known operations are answered. */
  readonly safelist: boolean;
  /** Whether clients may ask for the schema, and are given the explorer. */
  readonly introspection: boolean;
  readonly logger: Logger;
  /** Values for the variables of the explorer's operations, by the variable's name. */
  readonly exampleValues?: Readonly<Record<string, unknown>>;
}

export interface RunningServer {
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * Serves the graph over HTTP and WebSocket on one port.
 * @throws HelixError START_FAILED when the port is taken
 */
export async function startServer(deps: ServerDeps): Promise<RunningServer> {
  const { host, port, ports, authenticator, audit, limits, introspection, logger, exampleValues = {} } = deps;
  const schema = await buildSchema();
  const known = knownOperations(deps.operationsFolder ?? OPERATIONS, deps.safelist);
  const shared = { schema, executor: executor({ schema, limits, introspection, audit }), documents: documents(MAX_DOCUMENTS), ports, authenticator, audit, limits, known, origins: origins(deps.origins, host), logger };
  const graphql = await graphqlEndpoint(shared);
  let stopping = false;
  const server = createServer(router({
    ...shared,
    graphql,
    explorer: introspection ? explorer(exampleOperations(exampleValues)) : undefined,
    isOpen: () => !stopping,
    components: sharedComponents(ports),
  }));
  await listen(server, host, port);
  const webSocket = serveWebSocket({ ...shared, slots: subscriptionSlots(limits), server, path: PATH });
  const { port: bound } = server.address() as AddressInfo;

  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${bound}`,
    async stop() {
      stopping = true;
      await webSocket.stop();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      const timer = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
      await closed;
      clearTimeout(timer);
      await graphql.stop();
    },
  };
}

async function listen(server: Server, host: string, port: number): Promise<void> {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, host, () => {
        server.off('error', reject);
        resolve();
      });
    });
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const problem = code === 'EADDRINUSE' ? `Port ${port} is taken. Set PORT to another.` : `The server cannot listen on ${host}:${port}: ${message}`;
    throw new HelixError('START_FAILED', problem, { cause });
  }
}
