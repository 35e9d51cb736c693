import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApi, type TestApi } from '../support/api.ts';

const NOBODY = { NEO4J_URI: 'bolt://127.0.0.1:1', CLICKHOUSE_URL: 'http://127.0.0.1:1' };
const BOTH = `{
  activity(last: 2) { messages }
  performance { modelName }
  entities { name }
  entity(id: "e") { name activity { mentions } }
  platform { components { name status } }
}`;

describe('with Neo4j out of reach', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startApi(undefined, { NEO4J_URI: NOBODY.NEO4J_URI });
  });
  afterAll(() => api.stop());

  it('what needs ClickHouse alone is answered, and graph fields are null and say why', async () => {
    const began = performance.now();
    const { data, errors } = await api.query(BOTH);
    expect(performance.now() - began).toBeLessThan(3_000);
    expect(data).toMatchObject({ activity: [{ messages: 0 }, { messages: 0 }], performance: [], entities: null, entity: null });
    expect(data['platform'].components).toEqual([{ name: 'graph', status: 'down' }, { name: 'analytics', status: 'up' }, { name: 'log', status: 'up' }]);
    expect(errors!.map(({ path, extensions }) => [path![0], extensions])).toEqual(
      expect.arrayContaining(['entities', 'entity'].map((field) => [field, { code: 'SOURCE_UNAVAILABLE', retryable: true, source: 'graph' }])),
    );
  });

  it('the next request does not wait for it again', async () => {
    await api.query('{ entities { name } }');
    const began = performance.now();
    const { errors } = await api.query('{ entities { name } }');
    expect(performance.now() - began).toBeLessThan(200);
    expect(errors![0]!.extensions.code).toBe('SOURCE_UNAVAILABLE');
  });

  it('writes are taken', async () => {
    const { data, errors } = await api.query('mutation { describeEntity(input: { name: "Later", type: "TECH" }) { position } }');
    expect(errors).toBeUndefined();
    expect(data['describeEntity'].position).toEqual(expect.any(String));
  });

  it('no answer tells where it is', async () => {
    expect(JSON.stringify(await api.query(BOTH))).not.toMatch(/127\.0\.0\.1|bolt|:1\b|at \w+ \(/);
  });
});
