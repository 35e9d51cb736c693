import { hash } from 'node:crypto';
import type { ClickHouseClient } from '@clickhouse/client';
import { analyticsFailure } from './failure.ts';
import type { Row } from './insert.ts';

/** An event id in its tenant, and the hash of what the event says. */
export interface Identity {
  readonly tenant: string;
  readonly eventId: string;
  readonly payloadHash: string;
}

const HASH_BYTES = 8;

/** What `known` finds an identity by. */
export function identityKey({ tenant, eventId }: Pick<Identity, 'tenant' | 'eventId'>): string {
  return JSON.stringify([tenant, eventId]);
}

export function identityRow({ tenant, eventId, payloadHash }: Identity): Row {
  return { tenant, event_hash: eventHash(eventId).readBigUInt64LE().toString(), event_id: eventId, payload_hash: payloadHash };
}

/**
 * Which of these events the store has, by `identityKey`, with the payload that each stands for: one statement for all.
 * The hashes travel in the statement's text, as base64 of their own making, because a parameter may not be as long as 20,000 of them.
 * @throws HelixError SOURCE_UNAVAILABLE, SOURCE_TIMEOUT
 */
export async function knownIdentities(client: ClickHouseClient, events: readonly Pick<Identity, 'tenant' | 'eventId'>[]): Promise<ReadonlyMap<string, string>> {
  if (events.length === 0) return new Map();
  const hashes = Buffer.concat(events.map(({ eventId }) => eventHash(eventId))).toString('base64');
  const query = `
    SELECT tenant, event_id AS eventId, payload_hash AS payloadHash
    FROM identities
    WHERE tenant IN {tenants:Array(String)} AND event_hash IN (
      SELECT reinterpretAsUInt64(substring(base64Decode('${hashes}'), 1 + ${HASH_BYTES} * number, ${HASH_BYTES})) FROM numbers({count:UInt64}))`;
  try {
    const query_params = { tenants: [...new Set(events.map(({ tenant }) => tenant))], count: events.length };
    const rows = await (await client.query({ query, query_params, format: 'JSONEachRow' })).json<Identity>();
    return new Map(rows.map((row) => [identityKey(row), row.payloadHash]));
  } catch (cause) {
    throw analyticsFailure(cause);
  }
}

function eventHash(eventId: string): Buffer {
  return hash('sha256', eventId, 'buffer').subarray(0, HASH_BYTES);
}
