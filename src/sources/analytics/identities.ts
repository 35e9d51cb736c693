import { hash } from 'node:crypto';
import type { ClickHouseClient } from '@clickhouse/client';
import { analyticsFailure } from './failure.ts';
import type { Row } from './tables.ts';

/** An event id in its tenant, and the hash of what the event says. */
export interface Identity {
  readonly tenant: string;
  readonly eventId: string;
  /** The id's own hash, by which it is found: `eventHash`. */
  readonly eventHash: string;
  readonly payloadHash: string;
}

const HASH_LENGTH = 8;

/** What `knownIdentities` answers by. */
export function identityKey(tenant: string, eventId: string): string {
  return `${tenant.length} ${tenant}${eventId}`;
}

/** 48 bits in base64: narrow on disk and in a statement; two ids with one hash are told apart by the ids. */
export function eventHash(eventId: string): string {
  return hash('sha256', eventId, 'base64').slice(0, HASH_LENGTH);
}

export function identityRow({ tenant, eventId, eventHash, payloadHash }: Identity): Row<'identities'> {
  return { tenant, event_hash: eventHash, event_id: eventId, payload_hash: payloadHash };
}

/**
 * Which of these events the store has, by `identityKey`, with the payload that each stands for: one statement for all.
 * The hashes travel in the statement's text, being base64 of our own making, since a parameter may not be as long as 20,000 of them.
 * @throws HelixError SOURCE_UNAVAILABLE, SOURCE_TIMEOUT
 */
export async function knownIdentities(client: ClickHouseClient, events: readonly Pick<Identity, 'tenant' | 'eventHash'>[]): Promise<ReadonlyMap<string, string>> {
  if (events.length === 0) return new Map();
  const query = `
    SELECT tenant, event_id AS eventId, payload_hash AS payloadHash
    FROM identities
    WHERE tenant IN {tenants:Array(String)} AND event_hash IN (
      SELECT toFixedString(substring('${events.map((event) => event.eventHash).join('')}', 1 + ${HASH_LENGTH} * number, ${HASH_LENGTH}), ${HASH_LENGTH}) FROM numbers({count:UInt64}))`;
  try {
    const query_params = { tenants: [...new Set(events.map(({ tenant }) => tenant))], count: events.length };
    const rows = await (await client.query({ query, query_params, format: 'JSONEachRow' })).json<Identity>();
    return new Map(rows.map((row) => [identityKey(row.tenant, row.eventId), row.payloadHash]));
  } catch (cause) {
    throw analyticsFailure(cause);
  }
}
