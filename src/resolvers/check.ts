import { HelixError } from '../errors.ts';

/**
 * Refuses what a client gave, in one line that names the field.
 * @throws HelixError BAD_USER_INPUT unless `holds`
 */
export function check(holds: boolean, field: string, expected: string, got: unknown): void {
  if (!holds) throw new HelixError('BAD_USER_INPUT', `${field}: expected ${expected}, got ${shown(got)}.`, { details: { field } });
}

/** A fraction of 0 to 1, or nothing. */
export function checkFraction(field: string, value: number | null | undefined): void {
  if (value !== null && value !== undefined) check(value >= 0 && value <= 1, field, 'a number from 0 to 1', value);
}

/** A count or a duration, or nothing. */
export function checkNotNegative(field: string, value: number | null | undefined): void {
  if (value !== null && value !== undefined) check(value >= 0, field, 'a number of at least 0', value);
}

export function checkRange(field: string, value: number, min: number, max: number): void {
  check(value >= min && value <= max, field, `a number from ${min} to ${max}`, value);
}

const MAX_ID = 256;

/** An identity: some text, short, without control characters. */
export function checkId(field: string, value: string | null | undefined): void {
  if (value === null || value === undefined) return;
  check(value.trim() !== '' && value.length <= MAX_ID && !/\p{Cc}/u.test(value), field, `an id of 1 to ${MAX_ID} characters`, value);
}

export function checkText(field: string, value: string | null | undefined): void {
  if (value !== null && value !== undefined) check(value.trim() !== '', field, 'some text', value);
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
