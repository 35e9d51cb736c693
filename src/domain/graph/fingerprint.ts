import { createHash } from 'node:crypto';
import type { Event } from '../../events/event.ts';

/** The hash of what an event says: tells a repeated event from another one under the same id. */
export function fingerprint(event: Event): string {
  const text = JSON.stringify(event, (_key, value: unknown) => {
    if (typeof value === 'bigint') return value.toString();
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
  return createHash('sha1').update(text).digest('base64url');
}
