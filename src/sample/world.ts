import type { Event } from '../events/event.ts';
import type { Random } from './random.ts';

export interface Person {
  readonly id: string;
  readonly name: string;
}

/** One tenant's part of a sample. */
export interface World {
  readonly tenant: string;
  /** Stands before every id, so that two worlds share nothing. */
  readonly prefix: string;
  readonly from: number;
  readonly now: number;
  readonly random: Random;
  /** Event ids have a source of their own, so that they differ between samples of different days whose stories are the same. */
  readonly ids: Random;
  readonly users: readonly Person[];
  /** Entities of type PERSON. */
  readonly colleagues: readonly Person[];
}

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** What every event of a world has. Nothing happens after `now`. */
export function occurrence(world: World, at: number): Pick<Event, 'id' | 'tenant' | 'at' | 'version' | 'nodeId'> {
  return {
    id: `evt-${world.ids.hex(20)}`,
    tenant: world.tenant,
    at: Math.min(Math.round(at), world.now),
    version: 0n,
    nodeId: world.random.chance(0.7) ? 'node-a' : 'node-b',
  };
}

/** HelixAgent's versions and sequences: nanoseconds since 1970. */
export function nanoseconds(ms: number): bigint {
  return BigInt(Math.round(ms)) * 1_000_000n;
}

/** Tokens, about as many as a tokenizer would count. */
export function tokensOf(text: string): number {
  return Math.ceil(text.length / 4) + 1;
}
