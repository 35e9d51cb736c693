import { HelixError } from '../errors.ts';

const SHOWN = 60;

/**
 * Refuses a record: names the field, what was expected there and what came.
 * @throws HelixError EVENT_INVALID, always
 */
export function refuse(field: string, expected: string, came: unknown): never {
  throw new HelixError('EVENT_INVALID', `${field}: expected ${expected}, got ${show(came)}`);
}

/** A value in a few words. Never walks into it: what is refused may be deep or large. */
function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object') return 'an object';
  if (typeof value !== 'string') return String(value);
  return JSON.stringify(value.length > SHOWN ? `${value.slice(0, SHOWN)}…` : value);
}
