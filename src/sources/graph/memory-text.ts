import { anyWordOf } from '../../domain/graph/phrase.ts';
import type { BoundedDriver } from './bounded-driver.ts';

/** Text search in what is remembered of one user. */
export interface MemoryText {
  /** The ids of the user's memories that match the phrase, the best first. `phrase` is words, not query syntax. */
  memoriesByText(tenant: string, userId: string, phrase: string, first: number): Promise<readonly { id: string; score: number }[]>;
}

// Generated full-text fields filter after the index has given its best rows of all users; here the user's are picked from all matches.
const SEARCH = `
CALL db.index.fulltext.queryNodes('memory_text', $query) YIELD node, score
WHERE node.tenant = $tenant AND EXISTS { (:User {tenant: $tenant, id: $userId})-[:REMEMBERS]->(node) }
RETURN node.id AS id, score ORDER BY score DESC, id LIMIT toInteger($first)`;

/** @param driver a request's bounded driver: deadline and breaker are its own */
export function memoryText(driver: BoundedDriver, database: string): MemoryText {
  return {
    async memoriesByText(tenant, userId, phrase, first) {
      const query = anyWordOf(phrase);
      if (query === '') return [];
      const session = driver.session({ database, defaultAccessMode: 'READ' });
      try {
        const result = await session.executeRead((tx) => tx.run(SEARCH, { tenant, userId, query, first }));
        return result.records.map((record) => ({ id: record.get('id') as string, score: record.get('score') as number }));
      } finally {
        await session.close();
      }
    },
  };
}
