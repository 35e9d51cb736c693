import type { ClickHouseClient } from '@clickhouse/client';
import type { Event } from '../events/event.ts';
import { archivedTopics } from '../events/topics.ts';
import { partitionOf } from '../log/position.ts';
import { identityKey, identityRow, knownIdentities } from '../sources/analytics/identities.ts';
import { inserter, type Row } from '../sources/analytics/insert.ts';
import { ANALYTICS, storedPosition } from '../sources/analytics/positions.ts';
import { ARCHIVE_COLUMNS, archiveRow } from './analytics.archive-row.ts';
import { facts, type FactTable } from './analytics.rows.ts';
import { payloadHash } from './payload-hash.ts';
import type { Projection, Refusal, Slice } from './projection.ts';

export interface AnalyticsProjectionOptions {
  /** Its statements run in the database of the tables. */
  readonly client: ClickHouseClient;
  /** Which rebuild of the tables this is: positions of another generation count as none. */
  readonly generation?: number;
}

/** What `screen` learnt of an event. A repeat has its rows already. */
interface Standing {
  readonly payloadHash: string;
  readonly repeated: boolean;
}

const MAX_BATCH = 20_000;

/**
 * Keeps ClickHouse equal to the log, and keeps the log: facts, identities, archive and position, in this order, so that whatever is killed
 * between two of them, the batch is read again and writes the same rows again, which replace themselves.
 * Positions come last; a process that has lost its partition can therefore only repeat rows.
 */
export function analyticsProjection({ client, generation = 0 }: AnalyticsProjectionOptions): Projection {
  const insert = inserter(client);
  const standings = new WeakMap<Event, Standing>();
  return {
    name: 'analytics',
    topics: archivedTopics,
    lanes: 1,
    maxBatch: MAX_BATCH,

    async positions(partitions) {
      const stored = await storedPosition(client, generation);
      return new Map(partitions.flatMap((key) => (stored.has(key) ? [[key, stored.get(key)!]] : [])));
    },

    async screen(decoded) {
      const events = decoded.map(({ outcome }) => ('event' in outcome ? outcome.event : undefined));
      const known = new Map(await knownIdentities(client, events.flatMap((event) => (event ? [{ tenant: event.tenant, eventId: event.id }] : []))));
      const refused = new Map<number, Refusal>();
      for (const [i, event] of events.entries()) {
        if (!event) continue;
        const key = identityKey({ tenant: event.tenant, eventId: event.id });
        const hash = payloadHash(event);
        const first = known.get(key);
        if (first === undefined) known.set(key, hash);
        else if (first !== hash) refused.set(i, conflict(event));
        standings.set(event, { payloadHash: hash, repeated: first !== undefined });
      }
      return refused;
    },

    async apply(slices) {
      const batch = collect(slices);
      await Promise.all([
        ...[...batch.facts].map(([table, rows]) => insert(table, rows)),
        insert('archive', batch.archive, ARCHIVE_COLUMNS),
      ]);
      await insert('identities', batch.identities);
      await insert('positions', slices.map(({ partition, epoch, to }) => ({ projection: ANALYTICS, generation, ...partitionOf(partition), epoch, next: to.toString() })));
      return {};
    },
  };

  function collect(slices: readonly Slice[]) {
    const batch = { facts: new Map<FactTable, Row[]>(), identities: [] as Row[], archive: [] as Row[] };
    for (const decoded of slices.flatMap((slice) => slice.decoded)) {
      const event = 'event' in decoded.outcome ? decoded.outcome.event : undefined;
      const standing = event && (standings.get(event) ?? { payloadHash: payloadHash(event), repeated: false });
      batch.archive.push(archiveRow(decoded, standing?.payloadHash));
      if (!event || !standing || standing.repeated) continue;
      batch.identities.push(identityRow({ tenant: event.tenant, eventId: event.id, payloadHash: standing.payloadHash }));
      for (const [table, row] of facts(event)) rowsOf(batch.facts, table).push(row);
    }
    return batch;
  }
}

function rowsOf(tables: Map<FactTable, Row[]>, table: FactTable): Row[] {
  const rows = tables.get(table) ?? [];
  tables.set(table, rows);
  return rows;
}

function conflict(event: Event): Refusal {
  return { code: 'EVENT_CONFLICT', reason: `event id: expected the payload that ${JSON.stringify(event.id)} came with first, got another (${event.kind})` };
}
