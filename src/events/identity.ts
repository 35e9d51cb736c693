import { createHash } from 'node:crypto';
import { refuse } from './refuse.ts';

const DEEPEST = 64;

/**
 * The id of an event that came without one: the hash of its topic and content, so that a repeated record is the same event.
 * The envelope's id is no identity: HelixAgent draws it from 36 values a second.
 * @throws HelixError EVENT_INVALID when the content is nested beyond 64 levels
 */
export function contentId(topic: string, content: unknown): string {
  return `sha256-${sha256(`${topic}\n${canonical(content, DEEPEST)}`)}`;
}

/** The identity of a relation whose producer gave none: two of different types between the same ends are two. */
export function relationId(sourceId: string, type: string, targetId: string): string {
  return `rel-${sha256(JSON.stringify([sourceId, type, targetId])).slice(0, 32)}`;
}

/** JSON with sorted keys: Go writes maps in a random order. */
function canonical(value: unknown, levels: number): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (levels === 0) refuse('value', `at most ${DEEPEST} levels`, value);
  if (Array.isArray(value)) return `[${value.map((item) => canonical(item, levels - 1)).join(',')}]`;
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${canonical(member, levels - 1)}`).join(',')}}`;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
