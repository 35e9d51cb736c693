import type { RawData, WebSocket } from 'ws';

/** Operations whose client may leave them. */
export interface Leaving {
  /** Begins an operation: its signal ends when the client completes it or is gone. `done` is called when it has been answered. */
  begin(socket: WebSocket, id: string): { readonly signal: AbortSignal; done(): void };
}

/** A `complete` message is an id and no more. */
const LONGEST_COMPLETE_BYTES = 1_024;

/** The library ends streams when their client completes them, but lets a query run on: so what clients send is listened to here. */
export function leaving(): Leaving {
  const open = new WeakMap<WebSocket, Map<string, AbortController>>();
  return {
    begin(socket, id) {
      const operations = open.get(socket) ?? watch(socket);
      const gone = new AbortController();
      operations.set(id, gone);
      return {
        signal: gone.signal,
        done() {
          if (operations.get(id) === gone) operations.delete(id);
          gone.abort();
        },
      };
    },
  };

  function watch(socket: WebSocket): Map<string, AbortController> {
    const operations = new Map<string, AbortController>();
    open.set(socket, operations);
    socket.on('message', (data) => {
      const id = completed(data);
      if (id !== undefined) operations.get(id)?.abort();
    });
    socket.once('close', () => {
      for (const gone of operations.values()) gone.abort();
    });
    return operations;
  }
}

function completed(data: RawData): string | undefined {
  if (!Buffer.isBuffer(data) || data.length > LONGEST_COMPLETE_BYTES) return undefined;
  try {
    const message = JSON.parse(data.toString()) as { type?: unknown; id?: unknown };
    return message.type === 'complete' && typeof message.id === 'string' ? message.id : undefined;
  } catch {
    return undefined; // the library closes the connection for it
  }
}
