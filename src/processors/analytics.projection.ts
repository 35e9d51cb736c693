import type { ClickHouseClient } from '@clickhouse/client';
import type { Event } from '../events/event.ts';
import { archivedTopics } from '../events/topics.ts';
import { partitionOf } from '../log/position.ts';
import { eventHash, identityKey, identityRow, knownIdentities, type Identity } from '../sources/analytics/identities.ts';
import { inserter } from '../sources/analytics/insert.ts';
import { ANALYTICS, storedPosition } from '../sources/analytics/positions.ts';
import type { Row } from '../sources/analytics/tables.ts';
import { archiveRow } from './analytics.archive-row.ts';
import { facts, type FactTable } from './analytics.rows.ts';
import { payloadHash } from './payload-hash.ts';
import type { Decoded, Projection, Refusal } from './projection.ts';

export interface AnalyticsProjectionOptions {
  /** Its statements run in the database of the tables. */
  readonly client: ClickHouseClient;
  /** Which rebuild of the tables this is: positions of another generation count as none. */
  readonly generation?: number;
  /** Told before each durable step after the first: where a test kills the process. */
  readonly step?: (name: string) => void;
}

/** What `screen` learnt of an event. A repeat has its rows already. */
interface Standing {
  readonly identity: Identity;
  readonly repeated: boolean;
}

const MAX_BATCH = 20_000;
/** Each batch is a part in each table that it touches, which ClickHouse merges later: a few a second are enough. */
const REST_MS = 100;

/**
 * Keeps ClickHouse equal to the log, and keeps the log: facts, identities, archive and position, in this order, so that whatever is killed
 * between two of them, the batch is read again and writes the same rows again, which replace themselves.
 * Positions come last; a process that has lost its partition can therefore only repeat rows.
 */
export function analyticsProjection({ client, generation = 0, step = () => {} }: AnalyticsProjectionOptions): Projection {
  const insert = inserter(client);
  const standings = new WeakMap<Event, Standing>();
  return {
    name: 'analytics',
    topics: archivedTopics,
    lanes: 1,
    maxBatch: MAX_BATCH,
    restMs: REST_MS,

    async positions(partitions) {
      const stored = await storedPosition(client, generation);
      return new Map(partitions.flatMap((key) => (stored.has(key) ? [[key, stored.get(key)!]] : [])));
    },

    async screen(decoded) {
      const identities = decoded.map(({ outcome }) => ('event' in outcome ? identityOf(outcome.event) : undefined));
      const known = new Map(await knownIdentities(client, identities.filter((identity) => identity !== undefined)));
      const refused = new Map<number, Refusal>();
      for (const [i, { outcome }] of decoded.entries()) {
        const identity = identities[i];
        if (!identity || !('event' in outcome)) continue;
        const key = identityKey(identity.tenant, identity.eventId);
        const first = known.get(key);
        if (first === undefined) known.set(key, identity.payloadHash);
        else if (first !== identity.payloadHash) refused.set(i, conflict(outcome.event));
        standings.set(outcome.event, { identity, repeated: first !== undefined });
      }
      return refused;
    },

    async apply(slices) {
      const decoded = slices.flatMap((slice) => slice.decoded);
      const { facts, identities } = newOf(decoded);
      await Promise.all([
        ...[...facts].map(([table, rows]) => insert(table, rows)),
        insert('archive', decoded.map((one) => archiveRow(one, 'event' in one.outcome ? standingOf(one.outcome.event).identity.payloadHash : undefined))),
      ]);
      step('analytics.identities');
      await insert('identities', identities);
      step('analytics.positions');
      await insert('positions', slices.map(({ partition, epoch, to }) => ({ projection: ANALYTICS, generation, ...partitionOf(partition), epoch, next: to })));
      return {};
    },
  };

  /** The rows of the events that the store has not yet. */
  function newOf(decoded: readonly Decoded[]) {
    const tables = new Map<FactTable, Row<FactTable>[]>();
    const identities: Row<'identities'>[] = [];
    for (const { outcome } of decoded) {
      if (!('event' in outcome)) continue;
      const { identity, repeated } = standingOf(outcome.event);
      if (repeated) continue;
      identities.push(identityRow(identity));
      for (const [table, row] of facts(outcome.event)) {
        const rows = tables.get(table);
        if (rows) rows.push(row);
        else tables.set(table, [row]);
      }
    }
    return { facts: tables, identities };
  }

  function standingOf(event: Event): Standing {
    return standings.get(event) ?? { identity: identityOf(event), repeated: false };
  }
}

function identityOf(event: Event): Identity {
  return { tenant: event.tenant, eventId: event.id, eventHash: eventHash(event.id), payloadHash: payloadHash(event) };
}

function conflict(event: Event): Refusal {
  return { code: 'EVENT_CONFLICT', reason: `event id: expected the payload that ${JSON.stringify(event.id)} came with first, got another (${event.kind})` };
}
