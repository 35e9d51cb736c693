import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { ClickHouseError, createClient, type ClickHouseClient, type QueryParams } from '@clickhouse/client';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';

const database = `test_${randomUUID().replaceAll('-', '')}`;
const log = { level: 127 } as const; // the client's OFF: refusals are what some tests are about
let client: ClickHouseClient;

beforeAll(async () => {
  const first = createClient({ url: inject('clickhouseUrl') });
  await first.command({ query: `CREATE DATABASE ${database}` });
  await first.close();
  client = createClient({ url: inject('clickhouseUrl'), database, log });
  await client.command({ query: 'CREATE TABLE t (id UInt64, text String) ENGINE = MergeTree ORDER BY id' });
});

afterAll(async () => {
  await client.command({ query: `DROP DATABASE ${database}` });
  await client.close();
});

async function rows<Row>(query: string, options: Omit<QueryParams, 'query' | 'format'> = {}): Promise<Row[]> {
  const result = await client.query({ ...options, query, format: 'JSONEachRow' });
  return result.json<Row>();
}

describe('parameters', () => {
  test('come back byte for byte, whatever they hold', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), async (text) => {
        const params = { text, list: [text, 'b'], map: { k: text } };
        const [row] = await rows<object>('SELECT {text:String} AS text, {list:Array(String)} AS list, {map:Map(String, String)} AS map', { query_params: params });
        expect(row).toEqual(params);
      }),
      { numRuns: 30, examples: [["it's \\ \n\t`x` {a:B}'; DROP TABLE t; -- \u{1F600}"], ['\\N'], ['\0'], ['']] },
    );
  });

  test('may be null, and longer than a URL usually is', async () => {
    const ids = Array.from({ length: 10_000 }, (_, i) => `an-id-of-some-length-${i}`);
    const [row] = await rows('SELECT {none:Nullable(String)} AS none, length({ids:Array(String)}) AS count', { query_params: { none: null, ids } });
    expect(row).toEqual({ none: null, count: '10000' });
  });

  test('of one statement are unknown to the next', async () => {
    for (let i = 0; i < 20; i++) await rows('SELECT {secret:String}', { query_params: { secret: 'of tenant a' } });
    await expect(rows('SELECT {secret:String}')).rejects.toMatchObject({ type: 'UNKNOWN_QUERY_PARAMETER' });
  });
});

describe('settings', () => {
  test('hold for their statement and no other', async () => {
    const query = "SELECT getSetting('max_threads') AS threads, getSetting('max_block_size') AS block";
    const [before] = await rows(query);
    expect(await rows(query, { clickhouse_settings: { max_threads: 1, max_block_size: '77' } })).toEqual([{ threads: 1, block: 77 }]);
    expect(await rows(query)).toEqual([before]);
  });

  test('bound the time of a statement', async () => {
    await expect(rows('SELECT sum(number * number % 7) FROM numbers(1000000000000)', { clickhouse_settings: { max_execution_time: 1 } }))
      .rejects.toMatchObject({ code: '159', type: 'TIMEOUT_EXCEEDED' });
  });
});

describe('answers', () => {
  test('keep 64-bit integers whole', async () => {
    expect(await rows('SELECT 9007199254740993 AS n')).toEqual([{ n: '9007199254740993' }]);
  });

  test('stream, each row once and in order, compressed or not', async () => {
    for (const response of [false, true]) {
      const reader = createClient({ url: inject('clickhouseUrl'), compression: { response } });
      const result = await reader.query({ query: 'SELECT number FROM numbers(300000)', format: 'JSONEachRow' });
      let next = 0;
      for await (const batch of result.stream<{ number: string }>()) {
        for (const row of batch) if (Number(row.json().number) === next) next++;
      }
      await reader.close();
      expect(next).toBe(300_000);
    }
  });

  test('of formats with a head are one document, however many blocks they have', async () => {
    const answer = await (await client.query({ query: 'SELECT number FROM numbers(300000)', format: 'JSON' })).json<{ number: string }>();
    expect(answer.rows).toBe(300_000);
    expect(answer.data).toHaveLength(300_000);
  });

  test('that fail midway are never taken for whole', async () => {
    const query = 'SELECT throwIf(number = 5000000) FROM numbers(10000000) SETTINGS max_block_size = 10000, max_threads = 1';
    await expect(client.query({ query, format: 'JSONEachRow' }).then((result) => result.text())).rejects.toThrow();
  });
});

test.each([
  ['SELECT * FROM nosuch', '60', 'UNKNOWN_TABLE'],
  ['SELEC 1', '62', 'SYNTAX_ERROR'],
  ['SELECT nosuch FROM t', '47', 'UNKNOWN_IDENTIFIER'],
  ["SELECT toInt32('x')", '6', 'CANNOT_PARSE_TEXT'],
])('%s is refused with its code and type', async (query, code, type) => {
  const refusal = await rows(query).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(ClickHouseError);
  expect(refusal).toMatchObject({ code, type });
});

describe('inserts', () => {
  test('take rows, with settings and compression', async () => {
    const writer = createClient({ url: inject('clickhouseUrl'), database, compression: { request: true } });
    const values = Array.from({ length: 5_000 }, (_, i) => ({ id: i, text: `row ${i} it's; \\ \n` }));
    await writer.insert({ table: 't', values, format: 'JSONEachRow', clickhouse_settings: { input_format_skip_unknown_fields: 1 } });
    await writer.close();
    expect(await rows('SELECT count() AS count, min(text) AS first FROM t')).toEqual([{ count: '5000', first: values[0]?.text }]);
  });

  test('are refused whole when one row is wrong', async () => {
    const values = [{ id: 1_000_001, text: 'right' }, { id: 'not a number', text: 'wrong' }];
    await expect(client.insert({ table: 't', values, format: 'JSONEachRow' })).rejects.toBeInstanceOf(ClickHouseError);
    expect(await rows('SELECT count() AS count FROM t WHERE id > 1000000')).toEqual([{ count: '0' }]);
  });
});

describe('many clients', () => {
  test('do not wait for one that asks much', async () => {
    const enough = new AbortController();
    const heavy = rows('SELECT sum(number * number % 7) FROM numbers(1000000000000)', { abort_signal: enough.signal }).catch(() => 'ended');
    await running('1000000000000', true);
    const quick = await Promise.all(Array.from({ length: 40 }, (_, i) => rows<{ i: number }>('SELECT {i:UInt32} AS i', { query_params: { i } })));
    expect(quick.map(([row]) => row?.i)).toEqual(Array.from({ length: 40 }, (_, i) => i));
    enough.abort();
    expect(await heavy).toBe('ended');
  });

  test('that go away end their statements in the engine too, those that stream and those that do not', async () => {
    for (const query of ['SELECT sum(number * number % 7) FROM numbers(2000000000000)', 'SELECT (SELECT sum(number * number % 7) FROM numbers(2000000000000))']) {
      const leaving = new AbortController();
      const asked = rows(query, { abort_signal: leaving.signal }).catch(() => undefined);
      await running('2000000000000', true);
      const left = performance.now();
      leaving.abort();
      await asked;
      await running('2000000000000', false);
      expect(performance.now() - left).toBeLessThan(2_000);
    }
  });

  /** Waits until a statement that holds a text runs, or none does. */
  async function running(text: string, wanted: boolean): Promise<void> {
    const query = "SELECT count() AS count FROM system.processes WHERE position(query, {text:String}) > 0 AND query NOT LIKE '%system.processes%'";
    for (;;) {
      const [row] = await rows<{ count: string }>(query, { query_params: { text } });
      if ((row?.count !== '0') === wanted) return;
      await pause(10);
    }
  }
});

test('a web page may not write here through its visitor', async () => {
  const answer = await fetch(inject('clickhouseUrl'), { method: 'POST', body: `DROP TABLE ${database}.t`, headers: { origin: 'https://example.org' } });
  expect(answer.status).toBe(403);
  expect(await rows('EXISTS TABLE t')).toEqual([{ result: 1 }]);
});
