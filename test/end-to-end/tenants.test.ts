import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { isRequiredArgument } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kafkaLog } from '../../src/log/kafka.ts';
import { buildSchema } from '../../src/server/build-schema.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { askAgain } from '../support/ask.ts';
import { follow, webSocketClient } from '../support/follow.ts';
import { say } from '../support/say.ts';
import { selectAll, type LeftOut } from '../support/select-all.ts';

const SEED = 20_261_126;
const RUN = randomUUID();
const BEGAN = Date.now() - 3_600_000;
const LEVELS = 2;

/** The order of the two tenants' mutations. */
const [turns] = fc.sample(fc.infiniteStream(fc.boolean()), { seed: SEED, numRuns: 1 });
const schema = await buildSchema();
const fieldsOf = (root: 'Query' | 'Mutation' | 'Subscription') => Object.values(schema[`get${root}Type`]()!.getFields());

/** Where the log and the full-text index, which all tenants share, show how much of them is others'; and the tokens of a mark. */
const OF_THE_WHOLE = ['Freshness.*', 'Platform.lagMs', 'Platform.components', 'DeadLetter.id', 'DeadLetter.offset', 'DeadLetter.partition', 'DeadLetter.at', 'PageBounds.*', '*.score', '*.cursor', '*.position', 'PageInfo.*', 'ConversationContext.tokens'];
const leftOut: LeftOut = (type, field) => [`${type}.${field}`, `${type}.*`, `*.${field}`].some((name) => OF_THE_WHOLE.includes(name));

const id = (name: string) => `${RUN}-${name}`;
const UNTIL = new Date(BEGAN + 3_600_000).toISOString();

/** The arguments of each root field that needs or bears some; one that needs some and is not here fails below. */
const ARGUMENTS: Readonly<Record<string, string>> = {
  activity: `(bucket: HOUR, last: 3, until: "${UNTIL}")`,
  conversation: `(id: "${id('talk')}")`,
  debate: `(id: "${id('debate')}")`,
  entity: `(id: "${id('kafka')}")`,
  memory: `(id: "${id('note')}")`,
  model: `(id: "${id('provider')}/model")`,
  provider: `(id: "${id('provider')}")`,
  user: `(id: "${id('user')}")`,
  searchConversations: '(phrase: "shared")',
  searchEntities: '(phrase: "shared")',
  searchMemories: '(phrase: "shared")',
  searchMemory: `(phrase: "shared", userId: "${id('user')}")`,
  shortestPath: `(from: "${id('kafka')}", to: "${id('s3')}")`,
};

interface Voice {
  readonly api: TestApi;
  /** In every text that the tenant says, and in nobody else's. */
  readonly mark: string;
  readonly positions: string[];
}

/** One of each mutation. `n` sets its figures apart. */
function* story({ mark }: Voice, n: number): Generator<readonly [field: string, input: object]> {
  let count = 0;
  const of = (input: object) => {
    count++;
    return { eventId: id(`event-${count}`), at: new Date(BEGAN + count * 1000).toISOString(), ...input };
  };
  const text = (said: string) => `${mark} shared ${said}`;
  const [conversationId, debateId, userId, memoryId] = [id('talk'), id('debate'), id('user'), id('note')];
  const debater = { provider: id('provider'), model: 'model', position: 'pro' };
  const subject = (name: string) => ({ id: id(name), name: text(name), type: 'TECH' });
  const described = (name: string) => of({ entityId: id(name), name: text(name), type: 'TECH', value: text('value'), aliases: [text(`alias of ${name}`)], importance: n / 10, conversationId });
  yield ['startConversation', of({ conversationId, userId, userName: text('user'), title: text('talk'), sessionId: text('session') })];
  for (const name of ['kafka', 's3', 'broker', 'gone']) yield ['describeEntity', described(name)];
  yield ['linkEntities', of({ relationshipId: id('reads'), sourceId: id('kafka'), targetId: id('s3'), type: mark.toUpperCase(), strength: n / 10 })];
  yield ['linkEntities', of({ relationshipId: id('unlinked'), sourceId: id('s3'), targetId: id('kafka'), type: mark.toUpperCase() })];
  yield ['unlinkEntities', of({ relationshipId: id('unlinked') })];
  yield ['mergeEntities', of({ sourceId: id('broker'), targetId: id('kafka') })];
  yield ['removeEntity', of({ entityId: id('gone') })];
  for (const message of ['first', 'second', 'third'])
    yield ['appendMessage', of({ conversationId, messageId: id(message), userId, role: 'user', content: text(message), model: text('model'), tokens: 10 * n })];
  yield ['updateMessage', of({ conversationId, messageId: id('second'), role: 'user', content: text('second, again') })];
  yield ['deleteMessage', of({ conversationId, messageId: id('third') })];
  yield ['mentionEntities', of({ conversationId, messageId: id('first'), entities: [subject('kafka')] })];
  yield ['remember', of({ memoryId, userId, conversationId, content: text('note'), category: text('kind'), tags: [text('tag')], sourceIds: [id('first')], about: [subject('kafka')], importance: n / 10 })];
  yield ['remember', of({ memoryId: id('mistake'), userId, content: text('mistake') })];
  yield ['revise', of({ memoryId, userId, conversationId, content: text('note, again'), about: [subject('kafka')], sourceIds: [id('first')] })];
  yield ['forget', of({ memoryId: id('mistake'), userId })];
  yield ['startDebate', of({ debateId, conversationId, topic: text('topic'), participants: [debater] })];
  yield ['recordRound', of({ debateId, conversationId, roundId: id('round'), round: 1, ...debater, role: text('role'), response: text('response'), confidence: n / 10, tokens: n, responseTimeMs: n })];
  yield ['completeDebate', of({ debateId, conversationId, outcome: 'successful', winner: debater, conclusion: text('conclusion'), reason: text('reason'), confidence: n / 10, durationMs: n })];
  yield ['recordProviderMetrics', of({ provider: id('provider'), model: 'model', requestId: id('request'), responseTimeMs: n, tokens: n, success: true, costUsd: n / 100 })];
  yield ['completeConversation', of({ conversationId, outcome: text('outcome') })];
}

/** How many events of a tenant each subscription tells of. */
const TOLD: Readonly<Record<string, number>> = { entityChanged: 11, debateEvents: 3, conversationEvents: 8, memoryChanged: 4 };

/** All but the log's end: its text is encrypted anew each time, and who else's it is refused to is tested by itself. */
const COMPARED = fieldsOf('Query').filter(({ name }) => name !== 'position');

const roomy = { HELIXGRAPH_MAX_TOKENS: '100000', HELIXGRAPH_MAX_FIELDS: '100000', HELIXGRAPH_MAX_COST: '10000000', HELIXGRAPH_MAX_COST_PER_MINUTE: '1000000000' };
const voice = async (mark: string): Promise<Voice> => ({ api: await startApi(`${mark}-${RUN}`, roomy), mark, positions: [] });
let alone: Voice;
let mine: Voice;
let other: Voice;
/** All answers of a tenant that had these ids for itself. */
let expected: Record<string, string>;
const heard = new Map<Voice, Record<string, string[]>>();

describe(`tenants with the same ids, their mutations in any order (seed ${SEED})`, () => {
  beforeAll(async () => {
    [alone, mine, other] = await Promise.all([voice('amber'), voice('coral'), voice('ivory')]);
    for (const mutation of story(alone, 3)) await told(alone, mutation);
    await refusedRecord(alone);
    expected = await answers(alone);

    const listening = [mine, other].map(listen);
    await Promise.all(listening.map(({ begun }) => begun));
    const stories = [story(mine, 3), story(other, 7)] as const;
    const left = new Set(stories);
    while (left.size > 0) {
      const first = turns!.next().value ? 0 : 1;
      const turn = left.has(stories[first]) ? first : 1 - first;
      const { value, done } = stories[turn]!.next();
      if (done) left.delete(stories[turn]!);
      else await told([mine, other][turn]!, value);
    }
    await Promise.all([mine, other].map(refusedRecord));
    await Promise.all(listening.map(({ ended }) => ended));
  }, 300_000);
  afterAll(() => Promise.all([alone, mine, other].map((one) => one?.api.stop())));

  it('the story uses every mutation', () => {
    expect([...new Set([...story(mine, 1)].map(([field]) => field))].sort()).toEqual(fieldsOf('Mutation').map(({ name }) => name).sort());
  });

  it.each(COMPARED.map((field) => [field.name, field] as const))('query %s answers each with its own', async (name, field) => {
    if (field.args.some(isRequiredArgument)) expect(ARGUMENTS, `${name} needs arguments here`).toHaveProperty([name]);
    const [ours, theirs] = [await answer(mine, field), await answer(other, field)];
    expect(ours).not.toMatch(/amber|ivory/i);
    expect(theirs).not.toMatch(/amber|coral/i);
    expect(JSON.parse(plain(mine, ours))).toEqual(JSON.parse(expected[name]!));
  }, 60_000);

  it.each(fieldsOf('Subscription').map(({ name }) => name))('subscription %s tells each of its own', (name) => {
    const [ours, theirs] = [heard.get(mine)![name]!, heard.get(other)![name]!];
    expect(ours).toHaveLength(TOLD[name]!);
    expect(theirs).toHaveLength(TOLD[name]!);
    for (const told of [ours, theirs]) expect(new Set(told.map((event) => (JSON.parse(event) as Record<string, { eventId: string }>)[name]!.eventId)).size).toBe(told.length);
    expect(ours.join()).toMatch(/coral/);
    expect(ours.join()).not.toMatch(/amber|ivory/i);
    expect(theirs.join()).not.toMatch(/amber|coral/i);
  });

  it('a position of one is refused to the other, as minPosition and as cursor', async () => {
    const { errors } = await mine.api.query('{ entities { id } }', {}, { minPosition: other.positions[0]! });
    expect(errors![0]!.extensions.code).toBe('POSITION_INVALID');
    const client = webSocketClient(mine.api);
    for (const { name } of fieldsOf('Subscription')) {
      const answered = await follow(client, `subscription ($after: String) { ${name}(after: $after) { kind } }`, { after: other.positions[0] }).next()
        .then(({ value }) => value.errors, (refused: unknown) => refused);
      expect(answered, name).toMatchObject([{ extensions: { code: 'POSITION_INVALID' } }]);
    }
    await client.dispose();
  });

  it('what one does leaves the other as it was', async () => {
    expect(await answers(alone)).toEqual(expected);
  }, 120_000);
});

async function told({ api, positions }: Voice, mutation: readonly [field: string, input: object]): Promise<void> {
  positions.push(...(await say(api, mutation)));
}

/** A record that is no event, and so a dead letter; and after it on its partition a mutation, by whose position it is waited for. */
async function refusedRecord(whose: Voice): Promise<void> {
  const { api, mark } = whose;
  const log = kafkaLog({ kafka: api.config.kafka!, clientId: 'test', epochs: new Map(), log: () => {} });
  await log.append({ topic: 'helixagent.entities.updates', key: id('kafka'), value: `{"${mark} is no event`, headers: { tenant: api.tenant } });
  await log.close();
  await told(whose, ['describeEntity', { entityId: id('kafka'), name: `${mark} shared kafka`, type: 'TECH', eventId: id('last'), at: new Date(BEGAN + 60_000).toISOString() }]);
}

async function answers(of: Voice): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const field of COMPARED) found[field.name] = plain(of, await answer(of, field));
  return found;
}

/** A busy machine may be too slow for the first of its kind. */
async function answer({ api, positions }: Voice, field: ReturnType<typeof fieldsOf>[number]): Promise<string> {
  const query = `{ ${selectAll(field, ARGUMENTS[field.name] ?? '', LEVELS, leftOut)} }`;
  const { data, errors } = await askAgain(api.url, query, { minPosition: positions });
  expect(errors, field.name).toBeUndefined();
  expect(data[field.name], field.name).not.toBeNull();
  return JSON.stringify(data);
}

/** An answer without what sets the tenants apart, and without the order that nobody asked for. */
function plain({ mark }: Voice, answered: string): string {
  const text = answered.replaceAll(mark, 'MARK').replaceAll(mark.toUpperCase(), 'MARK');
  const sorted = (_: string, part: unknown): unknown =>
    Array.isArray(part) ? part.map((one) => JSON.stringify(one)).sort().map((one) => JSON.parse(one) as unknown) : part;
  return JSON.stringify(JSON.parse(text, sorted));
}

/** Follows all that a tenant may hear of, with the joined fields, until its story has been told. */
function listen(whose: Voice): { begun: Promise<unknown>; ended: Promise<unknown> } {
  const client = webSocketClient(whose.api);
  const events: Record<string, string[]> = {};
  heard.set(whose, events);
  const ended = Promise.all(fieldsOf('Subscription').map(async (field) => {
    const told: string[] = (events[field.name] = []);
    for await (const { data, errors } of follow(client, `subscription { ${selectAll(field, '', 2, leftOut)} }`)) {
      expect(errors?.filter(({ extensions }) => !extensions['retryable']) ?? []).toEqual([]); // a busy machine may be too slow for a joined field
      if (told.push(JSON.stringify(data)) === TOLD[field.name]) break;
    }
  })).finally(() => client.dispose());
  return { begun: follow(client, '{ __typename }').next(), ended };
}
