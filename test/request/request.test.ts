import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApi, type TestApi } from '../support/api.ts';
import { say } from '../support/say.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

describe('a request', () => {
  it('reads what was written up to its position, given in the header or in its extensions, one or several', async () => {
    const [one, two] = [randomUUID(), randomUUID()];
    const positions = await say(api, ['describeEntity', { entityId: one, name: 'One', type: 'T' }], ['describeEntity', { entityId: two, name: 'Two', type: 'T' }]);
    const body = JSON.stringify({ query: `{ one: entity(id: "${one}") { name } two: entity(id: "${two}") { name } }` });
    const response = await fetch(`${api.url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json', 'helixgraph-min-position': positions.join(', ') }, body });
    expect((await response.json() as { data: unknown }).data).toEqual({ one: { name: 'One' }, two: { name: 'Two' } });
  });

  it('says how fresh each store was that it read, and no other', async () => {
    expect(Object.keys((await api.query('{ activity(last: 1) { messages } }')).extensions.freshness!)).toEqual(['analytics']);
    expect(Object.keys((await api.query('{ entities { name } }')).extensions.freshness!)).toEqual(['graph']);
    expect((await api.query('{ __typename }')).extensions.freshness).toBeUndefined();
  });

  it('does not take the position of another tenant', async () => {
    const other = await startApi();
    const [theirs] = await say(other, ['describeEntity', { name: 'Theirs', type: 'T' }]);
    await other.stop();
    expect((await api.query('{ entities { name } }', {}, { minPosition: theirs })).errors![0]!.extensions.code).toBe('POSITION_INVALID');
  });
});
