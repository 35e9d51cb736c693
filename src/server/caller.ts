import type { IncomingMessage } from 'node:http';

/** Whose allowance and subscriptions something counts for: the one place that says what tells callers apart. */
export function callerOf(tenant: string, { socket }: Pick<IncomingMessage, 'socket'>): string {
  return JSON.stringify([tenant, socket.remoteAddress]);
}
