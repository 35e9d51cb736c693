import type { Identity } from '../domain/policy/identity.ts';
import { after } from '../log/position.ts';
import type { Delivered, RequestPorts } from './ports.ts';
import { openRequest, type OpenRequest } from './request.ts';

/** Nobody holds a request open for a live event: while a projection gets on, its joined fields wait for so many deadlines before they are given up. */
const PATIENCE = 6;

/** Opens the context of one delivered event: all of its own, and it reads no store as it was before the event. */
export function openEvent(ports: RequestPorts, { coordinates }: Delivered, options: { readonly identity: Identity; readonly signal: AbortSignal }): OpenRequest {
  return openRequest(ports, { ...options, minPosition: after(coordinates), patienceMs: PATIENCE * ports.timeoutMs });
}
