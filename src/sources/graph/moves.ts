import type { ManagedTransaction } from 'neo4j-driver';

/** All relationships of one entity become those of another. */
export interface Move {
  readonly tenant: string;
  readonly from: string;
  readonly to: string;
}

const ENDS = `
UNWIND $moves AS move
MATCH (from:EntityRecord {tenant: move.tenant, id: move.from})
MATCH (to:EntityRecord {tenant: move.tenant, id: move.to})`;

const STATEMENTS = [
  `${ENDS}
   MATCH (from)-[old:MENTIONED_IN]->(conversation)
   MERGE (to)-[new:MENTIONED_IN]->(conversation)
     ON CREATE SET new = properties(old)
     ON MATCH SET new.firstAt = CASE WHEN old.firstAt < new.firstAt THEN old.firstAt ELSE new.firstAt END,
                  new.lastAt = CASE WHEN old.lastAt > new.lastAt THEN old.lastAt ELSE new.lastAt END
   DELETE old`,
  `${ENDS}
   MATCH (from)<-[old:ABOUT]-(memory)
   MERGE (memory)-[:ABOUT]->(to)
   DELETE old`,
  `${ENDS}
   MATCH (from)-[old:RELATED_TO]->(other)
   CREATE (to)-[new:RELATED_TO]->(other) SET new = properties(old)
   DELETE old`,
  `${ENDS}
   MATCH (from)<-[old:RELATED_TO]-(other)
   CREATE (to)<-[new:RELATED_TO]-(other) SET new = properties(old)
   DELETE old`,
  // Ids that are one stay one, so a relation between them never comes back.
  `${ENDS}
   MATCH (to)-[loop:RELATED_TO]->(to)
   WITH DISTINCT loop DELETE loop`,
];

/** Moves relationships in both directions, each with what it says; mentions of one conversation become one. */
export async function moveRelationships(tx: ManagedTransaction, moves: readonly Move[]): Promise<void> {
  if (moves.length === 0) return;
  for (const statement of STATEMENTS) await tx.run(statement, { moves });
}
