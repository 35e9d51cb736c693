import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { startApi, type TestApi } from '../support/api.ts';
import { door } from '../support/door.ts';

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

  it('sizes cost what it would have told, and no more', async () => {
    const { data, errors } = await api.query('{ platform { sizes { store name } } }');
    const { sizes } = data['platform'];
    expect(sizes[0]).toBeNull();
    expect(sizes.slice(1).map(({ store }: { store: string }) => store)).toEqual(Array(sizes.length - 1).fill('analytics'));
    expect(sizes.length).toBeGreaterThan(5);
    expect(errors).toMatchObject([{ path: ['platform', 'sizes', 0], extensions: { code: 'SOURCE_UNAVAILABLE', source: 'graph' } }]);
  });

  it('it lives, and is not ready, and says why', async () => {
    expect((await fetch(`${api.url}/live`)).status).toBe(200);
    const ready = await fetch(`${api.url}/ready`);
    expect(ready.status).toBe(503);
    expect(await ready.json()).toEqual({ status: 'not ready', components: { graph: 'down', analytics: 'up', log: 'up' } });
  });

  it('no answer tells where it is', async () => {
    expect(JSON.stringify(await api.query(BOTH))).not.toMatch(/127\.0\.0\.1|bolt|:1\b|at \w+ \(/);
  });
});

it('with ClickHouse out of reach it is not ready either, and the sizes of the graph are told', async () => {
  const way = await door(inject('clickhouseUrl'));
  const api = await startApi(undefined, { CLICKHOUSE_URL: way.url });
  try {
    expect((await fetch(`${api.url}/ready`)).status).toBe(200);
    await way.shut();
    const { data, errors } = await api.query('{ platform { sizes { store } components { name status } } }');
    expect(data['platform'].sizes.at(-1)).toBeNull();
    expect(data['platform'].sizes.slice(0, -1)).toContainEqual({ store: 'graph' });
    expect(data['platform'].components).toContainEqual({ name: 'analytics', status: 'down' });
    expect(errors).toMatchObject([{ extensions: { code: 'SOURCE_UNAVAILABLE', source: 'analytics' } }]);
    let ready = await fetch(`${api.url}/ready`);
    while (ready.ok) ready = await fetch(`${api.url}/ready`); // what was found a moment ago is shared
    expect(await ready.json()).toEqual({ status: 'not ready', components: { graph: 'up', analytics: 'down', log: 'up' } });
    expect((await fetch(`${api.url}/live`)).status).toBe(200);
  } finally {
    await api.stop();
  }
});
