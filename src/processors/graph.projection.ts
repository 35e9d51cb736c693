import type { Driver, ManagedTransaction } from 'neo4j-driver';
import { graphTopics } from '../events/topics.ts';
import { statements } from '../domain/graph/statements.ts';
import type { Kind } from '../domain/graph/thing.ts';
import { writeEntities } from '../sources/graph/entity-writes.ts';
import { graphFailure } from '../sources/graph/failure.ts';
import { writeLinks, writeMentions, writeRelationships } from '../sources/graph/link-writes.ts';
import { lockPositions, positionFrom, READ_POSITIONS, setPositions } from '../sources/graph/position-writes.ts';
import { createOrRead, rewrite, type Change } from '../sources/graph/thing-writes.ts';
import { writeTransaction } from '../sources/graph/write-transaction.ts';
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
/** What others point at comes before what points at it. */
const KINDS: readonly Kind[] = ['Entity', 'Provider', 'Model', 'User', 'Conversation', 'Debate', 'Participant', 'Memory', 'Relation'];

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
  const told = known();
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
      const batch = told.withoutKnown(graphBatch(said));
      const writer = session();
      try {
        await answered(() => writeTransaction(writer, async (tx) => {
          const [stored, read] = await Promise.all([lockPositions(tx, NAME, [...new Set(slices.map(({ partition }) => partition))]), lockThings(tx, batch)]);
          const reached = advance(stored, slices);
          await write(tx, read, batch);
          step('graph.positions');
          await setPositions(tx, NAME, reached);
          step('graph.commit');
        }));
        told.remember(batch);
        return { bookmark: writer.lastBookmarks()[0] };
      } finally {
        await writer.close();
      }
    },
  };
}

/** Sends the statements of all kinds at once; the server runs them in this order, so that all writers lock alike. */
async function lockThings(tx: ManagedTransaction, { things }: GraphBatch): Promise<ReadonlyMap<Kind, readonly Change[]>> {
  return new Map(await Promise.all(KINDS.map(async (kind) => [kind, await createOrRead(tx, kind, things.get(kind) ?? [])] as const)));
}

async function write(tx: ManagedTransaction, read: ReadonlyMap<Kind, readonly Change[]>, { mentions }: GraphBatch): Promise<void> {
  const goesBy = await writeEntities(tx, read.get('Entity')!);
  const others = [...read].filter(([kind]) => kind !== 'Entity');
  await Promise.all([
    ...others.map(([kind, changes]) => rewrite(tx, kind, changes)),
    writeLinks(tx, others.flatMap(([, changes]) => changes), goesBy),
    writeMentions(tx, mentions.map((mention) => ({ ...mention, entityId: goesBy({ tenant: mention.tenant, id: mention.entityId }) }))),
    writeRelationships(tx, read.get('Relation')!, goesBy),
  ]);
}

async function answered<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw graphFailure(cause);
  }
}
