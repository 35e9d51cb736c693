import type { AnalyticsReads, TableSize } from './reads.ts';
import type { Select } from './select.ts';

/** Each table of a tenant's rows, and the columns that make a row the same as another. */
const identityOf = {
  messages: 'conversation_id, message_id, event_id',
  conversation_events: 'event_id',
  compressions: 'conversation_id, compression_id, event_id',
  mentions: 'entity_id, event_id',
  debates: 'event_id',
  debate_participants: 'event_id, provider, model, position',
  debate_rounds: 'debate_id, round_id, event_id',
  provider_metrics: 'event_id',
  memory_events: 'event_id',
  archive: 'topic, partition, epoch, offset',
} as const;

const SIZES = Object.entries(identityOf)
  .map(([table, identity]) => `SELECT '${table}' AS table, toFloat64(uniqExact(${identity})) AS rows FROM ${table} WHERE tenant = {tenant:String}`)
  .join('\n  UNION ALL\n  ');

/** What the store says of itself. */
export function platformReads(select: Select): Pick<AnalyticsReads, 'sizes' | 'version'> {
  return {
    async sizes(tenant) {
      const sizes = await select<TableSize>(SIZES, { tenant });
      return sizes.sort((a, b) => (a.table < b.table ? -1 : 1));
    },

    async version() {
      const [row] = await select<{ version: string }>('SELECT version() AS version');
      return row!.version;
    },
  };
}
