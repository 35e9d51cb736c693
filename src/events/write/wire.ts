import type { Event, EventKind, EventOf } from '../event.ts';

/** A record before its value is text. Members that are undefined are left out of it. */
export interface Wire {
  readonly topic: string;
  /** The id whose order matters. */
  readonly key: string;
  readonly value: Readonly<Record<string, unknown>>;
}

/** How each of some kinds is written. */
export type Writers<K extends EventKind> = { readonly [P in K]: (event: EventOf<P>) => Wire };

interface Belonging {
  readonly userId?: string;
  readonly userName?: string;
  readonly sessionId?: string;
}

export function occurrence({ id, at, version, nodeId }: Event): Readonly<Record<string, unknown>> {
  return { event_id: id, timestamp: time(at), node_id: nodeId, version: version === 0n ? undefined : version };
}

/** Its metadata holds the user's name: HelixAgent's shapes have no field for it. */
export function belonging({ userId, userName, sessionId }: Belonging, metadata: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> {
  const all = { ...metadata, user_name: userName };
  const some = Object.values(all).some((value) => value !== undefined);
  return { user_id: userId, session_id: sessionId, metadata: some ? all : undefined };
}

export function time(ms: number | undefined): string | undefined {
  return ms === undefined ? undefined : new Date(ms).toISOString();
}
