import { GraphQLScalarType } from 'graphql';
import { HelixError } from '../errors.ts';

/** Stands for the graph library's scalar of this name, which takes its place in the joined schema. */
export const DateTime = new GraphQLScalarType({ name: 'DateTime' });

/** A stored time as the scalar shows it. */
export function isoOf(ms: number): string;
export function isoOf(ms: number | null | undefined): string | null;
export function isoOf(ms: number | null | undefined): string | null {
  return ms === null || ms === undefined ? null : new Date(ms).toISOString();
}

/**
 * A time that a client gave: milliseconds since 1970.
 * @throws HelixError BAD_USER_INPUT that names the field
 */
export function millisOf(field: string, text: string): number {
  const ms = Date.parse(text);
  if (Number.isNaN(ms)) throw new HelixError('BAD_USER_INPUT', `${field}: expected a date and time like 2026-01-31T12:00:00Z, got ${JSON.stringify(text)}.`, { details: { field } });
  return ms;
}
