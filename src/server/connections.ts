import type { IncomingMessage } from 'node:http';
import type { Logger } from 'pino';
import type { WebSocket } from 'ws';
import { HelixError } from '../errors.ts';
import type { Audit } from '../request/audit.ts';
import type { Authenticator } from '../request/authenticator.ts';
import type { RequestContext } from '../request/context.ts';
import { credentialsOf } from './credentials.ts';
import { formatError } from './format-error.ts';

/** Who is at the other end of a socket. */
export interface Connection {
  readonly identity: RequestContext['identity'];
  /** Ends with the connection, and with the identity. */
  readonly signal: AbortSignal;
}

/** Close codes of graphql-transport-ws. After the first a client gives up; after the second it may connect again, with a new token. */
const REFUSED = 4401;
const AGAIN = 4403;

/** Who is at the other end of each socket, for as long as that holds. */
export function connections({ authenticator, audit, logger }: { readonly authenticator: Authenticator; readonly audit: Audit; readonly logger: Logger }) {
  const known = new WeakMap<WebSocket, Connection>();
  return {
    /** Lets a client in by its token, or closes the socket and says why. */
    async introduce({ socket, request }: { socket: WebSocket; request: IncomingMessage }, params: Readonly<Record<string, unknown>> | undefined): Promise<boolean> {
      const gone = new AbortController();
      socket.once('close', () => gone.abort());
      try {
        const identity = await authenticator.authenticate(credentialsOf(request.headers, params));
        known.set(socket, { identity, signal: gone.signal });
        const unwatch = authenticator.watch(identity, ({ message }) => {
          gone.abort();
          socket.close(AGAIN, message);
        });
        if (gone.signal.aborted) unwatch();
        else gone.signal.addEventListener('abort', unwatch, { once: true });
        return true;
      } catch (error) {
        if (error instanceof HelixError && error.code === 'UNAUTHENTICATED') audit({ decision: 'denied', code: error.code, reason: error.message });
        const { message, extensions } = formatError(error, logger);
        socket.close(extensions?.['retryable'] === true ? AGAIN : REFUSED, message);
        return false;
      }
    },

    of(socket: WebSocket): Connection {
      return known.get(socket)!;
    },
  };
}
