import { expect, inject, test } from 'vitest';
import { checkGraph } from '../../../src/sources/graph/check.ts';

test('a Neo4j that answers is fine', async () => {
  await checkGraph({ url: inject('neo4jUrl'), database: 'neo4j' });
});

test('one that does not says where it was looked for', async () => {
  await expect(checkGraph({ url: 'bolt://127.0.0.1:1', database: 'neo4j' })).rejects.toMatchObject({ code: 'START_FAILED', message: expect.stringContaining('bolt://127.0.0.1:1') });
});

test('a database that is not there is named', async () => {
  await expect(checkGraph({ url: inject('neo4jUrl'), database: 'elsewhere' })).rejects.toMatchObject({ code: 'START_FAILED', message: expect.stringContaining('"elsewhere"') });
});
