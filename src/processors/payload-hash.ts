import { hash } from 'node:crypto';
import type { Event } from '../events/event.ts';

/** Stamped anew when a producer or a client tries again, so they do not make another payload. */
const STAMPS: ReadonlySet<string> = new Set(['at', 'version', 'nodeId']);

/**
 * What an event says, as 128 bits of SHA-256 in base64url: equal for every way of writing the same,
 * whatever envelope it came in and however often it was tried.
 */
export function payloadHash(event: Event): string {
  return hash('sha256', canonicalObject(event as unknown as Record<string, unknown>, STAMPS), 'base64url').slice(0, 22);
}

function canonical(value: unknown): string {
  switch (typeof value) {
    case 'string': return JSON.stringify(value);
    case 'number': case 'boolean': return String(value);
    case 'bigint': return `${value}n`;
    case 'undefined': return 'null';
  }
  if (value === null) return 'null';
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  return canonicalObject(value as Record<string, unknown>);
}

function canonicalObject(object: Readonly<Record<string, unknown>>, without?: ReadonlySet<string>): string {
  let text = '{';
  for (const key of Object.keys(object).sort()) {
    const value = object[key];
    if (value !== undefined && !without?.has(key)) text += `${JSON.stringify(key)}:${canonical(value)},`;
  }
  return `${text}}`;
}
