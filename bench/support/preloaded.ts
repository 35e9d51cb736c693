import type { GraphQLSchema } from 'graphql';
import type { MentionBucket } from '../../src/sources/analytics/reads.ts';
import type { RequestPorts } from '../../src/request/ports.ts';

const ENTITIES = 100;

/** Answers `entities` and what is joined to them from memory, so that only execution and serving are left. */
export function preloaded(schema: GraphQLSchema, ports: RequestPorts): RequestPorts {
  const rows = Array.from({ length: ENTITIES }, (_, i) => ({ id: `entity-${i}`, name: `Entity ${i}`, type: 'TECH', importance: i / ENTITIES }));
  const mentions: readonly MentionBucket[] = Array.from({ length: 4 }, (_, i) => ({ start: 1_750_000_000_000 + i * 604_800_000, mentions: i }));
  schema.getQueryType()!.getFields()['entities']!.resolve = async () => rows;
  return {
    ...ports,
    analyticsReads: (options) => ({ ...ports.analyticsReads(options), mentions: async (_tenant, ids) => ids.map(() => mentions) }),
  };
}
