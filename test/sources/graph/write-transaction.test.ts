import { randomUUID } from 'node:crypto';
import neo4j, { type Driver, type ManagedTransaction } from 'neo4j-driver';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { writeTransaction } from '../../../src/sources/graph/write-transaction.ts';

let driver: Driver;
beforeAll(() => {
  driver = neo4j.driver(inject('neo4jUrl'), undefined, { maxTransactionRetryTime: 0 }); // whatever is tried again, is so by us
});
afterAll(() => driver.close());

test('of two transactions that wait for each other, both are done in the end', async () => {
  const tenant = randomUUID();
  await driver.executeQuery("UNWIND ['a', 'b'] AS id CREATE (:EntityRecord {tenant: $tenant, id: id, n: 0})", { tenant });
  const met = meeting(2);
  let began = 0;
  await Promise.all([['a', 'b'], ['b', 'a']].map(async (ids) => {
    const session = driver.session();
    let first = true;
    await writeTransaction(session, async (tx) => {
      began += 1;
      await add(tx, ids[0]!);
      if (first) {
        first = false;
        await met();
      }
      await add(tx, ids[1]!);
    });
    await session.close();
  }));
  const { records } = await driver.executeQuery('MATCH (n:EntityRecord {tenant: $tenant}) RETURN n.n AS n', { tenant });
  expect(records.map((record) => Number(record.get('n')))).toEqual([2, 2]);
  expect(began).toBeGreaterThan(2);

  async function add(tx: ManagedTransaction, id: string): Promise<void> {
    await tx.run('MATCH (n:EntityRecord {tenant: $tenant, id: $id}) SET n.n = n.n + 1', { tenant, id });
  }
});

test('another failure is not tried again', async () => {
  const session = driver.session();
  let began = 0;
  await expect(writeTransaction(session, async (tx) => {
    began += 1;
    await tx.run('RETURN 1 / 0');
  })).rejects.toThrow('/ by zero');
  await session.close();
  expect(began).toBe(1);
});

/** Resolves for all of them when the last has come. */
function meeting(count: number): () => Promise<void> {
  let open = () => {};
  const all = new Promise<void>((resolve) => { open = resolve; });
  return () => {
    if (--count === 0) open();
    return all;
  };
}
