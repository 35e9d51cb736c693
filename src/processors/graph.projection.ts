import type { Driver, ManagedTransaction } from 'neo4j-driver';
import { graphTopics } from '../events/topics.ts';
import { statements } from '../domain/graph/statements.ts';
import type { Kind } from '../domain/graph/thing.ts';
import { writeEntities } from '../sources/graph/entity-writes.ts';
import { graphFailure } from '../sources/graph/failure.ts';
import { writeLinks, writeMentions, writeRelationships } from '../sources/graph/link-writes.ts';
import { lockPositions, positionFrom, READ_POSITIONS, setPositions } from '../sources/graph/position-writes.ts';
import { createOrRead, rewrite, type Change } from '../sources/graph/thing-writes.ts';
import { advance } from './advance.ts';
import { graphBatch, type GraphBatch } from './graph-batch.ts';
import { graphScreen } from './graph-screen.ts';
import { known } from './known.ts';
import type { Projection } from './projection.ts';

const NAME = 'graph';
/** Neo4j took the most rows a second from four sessions of a thousand rows each. */
const LANES = 4;
const MAX_BATCH = 1000;
/** Joined fields of live events wait for the graph. */
const REST_MS = 10;
/** What others point at comes before what points at it. Entities and relations are written apart: merges move them. */
const KINDS: readonly Kind[] = ['Provider', 'Model', 'User', 'Conversation', 'Debate', 'Participant', 'Memory'];

export interface GraphProjectionOptions {
  readonly driver: Driver;
  readonly database: string;
  /** Told before each step of the transaction after the first: where a test kills the process. */
  readonly step?: (name: string) => void;
}

/**
 * Keeps Neo4j equal to what the log says about things and relations. Each batch is one transaction with its positions:
 * nodes are locked, read, joined with what the batch says (`domain/graph/state.ts`) and written.
 */
export function graphProjection({ driver, database, step = () => {} }: GraphProjectionOptions): Projection {
  const constants = known();
  const session = () => driver.session({ database });

  return {
    name: NAME,
    topics: graphTopics,
    lanes: LANES,
    maxBatch: MAX_BATCH,
    restMs: REST_MS,
    screen: graphScreen({ driver, database }),

    async positions(partitions) {
      const result = await answered(() => driver.executeQuery(READ_POSITIONS, { projection: NAME, partitions }, { database }));
      return positionFrom(result);
    },

    async apply(slices) {
      const said = slices.flatMap(({ decoded }) => decoded.flatMap(({ outcome }) => ('event' in outcome ? [statements(outcome.event)] : [])));
      const batch = constants.withoutKnown(graphBatch(said));
      const writer = session();
      try {
        await answered(() => writer.executeWrite(async (tx) => {
          const stored = await lockPositions(tx, NAME, [...new Set(slices.map(({ partition }) => partition))]);
          const reached = advance(stored, slices);
          await write(tx, batch);
          step('graph.positions');
          await setPositions(tx, NAME, reached);
          step('graph.commit');
        }));
        constants.remember(batch);
        return { bookmark: writer.lastBookmarks()[0] };
      } finally {
        await writer.close();
      }
    },
  };
}

async function write(tx: ManagedTransaction, { things, mentions }: GraphBatch): Promise<void> {
  const goesBy = await writeEntities(tx, things.get('Entity') ?? []);
  const changes: Change[] = [];
  for (const kind of KINDS) changes.push(...(await writeThings(tx, kind)));
  const relations = await writeThings(tx, 'Relation');

  await writeLinks(tx, changes, goesBy);
  await writeMentions(tx, mentions.map((mention) => ({ ...mention, entityId: goesBy({ tenant: mention.tenant, id: mention.entityId }) })));
  await writeRelationships(tx, relations, goesBy);

  async function writeThings(tx: ManagedTransaction, kind: Kind): Promise<readonly Change[]> {
    const said = things.get(kind) ?? [];
    if (said.length === 0) return [];
    const changes = await createOrRead(tx, kind, said);
    await rewrite(tx, kind, changes);
    return changes;
  }
}

async function answered<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw graphFailure(cause);
  }
}
