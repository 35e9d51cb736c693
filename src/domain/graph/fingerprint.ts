import { hash } from 'node:crypto';
import type { Event } from '../../events/event.ts';

const LENGTH = 16;

/** What an event says to its tenant, as 96 bits of its SHA-1: tells a repeated event from another one under the same id. */
export function fingerprint({ tenant: _tenant, ...said }: Event): string {
  return hash('sha1', canonical(said), 'base64').slice(0, LENGTH);
}

/** JSON with sorted keys, since Go writes maps in any order. */
function canonical(value: unknown): string {
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? '';
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  let text = '{';
  for (const key of Object.keys(value).sort()) text += `${JSON.stringify(key)}:${canonical((value as Record<string, unknown>)[key])},`;
  return `${text}}`;
}
