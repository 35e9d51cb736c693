import { isDeepStrictEqual } from 'node:util';

/** @throws Error unless what came is what must come */
export function expectEqual(what: string, got: unknown, wanted: unknown): void {
  if (!isDeepStrictEqual(got, wanted)) throw new Error(`${what}: expected ${shown(wanted)}, got ${shown(got)}.`);
}

function shown(value: unknown): string {
  const text = JSON.stringify(value, (_, field: unknown) => (typeof field === 'bigint' ? field.toString() : field)) ?? String(value);
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}
