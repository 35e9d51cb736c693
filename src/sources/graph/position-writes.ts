import neo4j, { type Integer, type ManagedTransaction, type QueryResult } from 'neo4j-driver';
import type { Position, TopicPartition } from '../../log/position.ts';

/**
 * Reads where a projection is. Neo4j shows what a transaction writes piece by piece while it commits: without the lock
 * the position could be seen before the index finds what it covers.
 */
export const READ_POSITIONS = `
UNWIND $partitions AS partition
MATCH (p:Position {projection: $projection, partition: partition})
WITH collect(p) AS held
CALL apoc.lock.read.nodes(held)
UNWIND held AS p
RETURN p.partition AS partition, p.epoch AS epoch, p.next AS next`;

/** Reads where a projection is, and keeps every other writer from moving it until the transaction ends. */
export async function lockPositions(tx: ManagedTransaction, projection: string, partitions: readonly TopicPartition[]): Promise<Position> {
  const result = await tx.run(
    `UNWIND $partitions AS partition
     MERGE (p:Position {projection: $projection, partition: partition})
     SET p.held = true
     WITH p
     REMOVE p.held
     WITH p WHERE p.next IS NOT NULL
     RETURN p.partition AS partition, p.epoch AS epoch, p.next AS next`,
    { projection, partitions: [...partitions].sort() },
  );
  return positionFrom(result);
}

export async function setPositions(tx: ManagedTransaction, projection: string, position: Position): Promise<void> {
  const rows = [...position].map(([partition, { epoch, next }]) => ({ partition, epoch: neo4j.int(epoch), next: neo4j.int(next) }));
  await tx.run(
    `UNWIND $rows AS row
     MATCH (p:Position {projection: $projection, partition: row.partition})
     SET p.epoch = row.epoch, p.next = row.next`,
    { projection, rows },
  );
}

export function positionFrom({ records }: Pick<QueryResult, 'records'>): Position {
  return new Map(records.map((record) => [
    record.get('partition') as TopicPartition,
    { epoch: (record.get('epoch') as Integer).toNumber(), next: (record.get('next') as Integer).toBigInt() },
  ]));
}
