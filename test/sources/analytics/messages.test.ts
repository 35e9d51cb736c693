import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventsOf, openAnalytics, type Analytics } from '../../support/analytics.ts';

let analytics: Analytics;
beforeAll(async () => { analytics = await openAnalytics(); });
afterAll(() => analytics.close());

const tenant = randomUUID();
const event = eventsOf(tenant);
const T = Date.UTC(2026, 0, 5);
const message = (messageId: string, content = messageId) => ({ messageId, role: 'user' as const, content });
const ids = (page: { messages: readonly { id: string }[] } | undefined) => page?.messages.map(({ id }) => id);

describe('pages of a conversation', () => {
  beforeAll(async () => {
    await analytics.log().take([10n, 9n, 2n, 9_007_199_254_740_993n, 9_007_199_254_740_992n].map((sequence) =>
      event('message.added', { conversationId: 'long', messageId: `m${sequence}`, sequence, message: message(`m${sequence}`) })));
  });

  it('come in the order of their sequence, exact beyond 53 bits', async () => {
    const [page] = await analytics.reads.messagePages(tenant, [{ conversationId: 'long', first: 10 }]);
    expect(ids(page)).toEqual(['m2', 'm9', 'm10', 'm9007199254740992', 'm9007199254740993']);
    expect(page).toMatchObject({ hasMore: false, totalCount: 5 });
  });

  it('go on from a place, forwards and backwards, each key by its own', async () => {
    const { reads } = analytics;
    const [all] = await reads.messagePages(tenant, [{ conversationId: 'long', first: 10 }]);
    const place = (i: number) => all!.messages[i]!.place;
    const pages = await reads.messagePages(tenant, [
      { conversationId: 'long', first: 2 },
      { conversationId: 'long', first: 2, after: place(1) },
      { conversationId: 'long', first: 2, after: place(3) },
      { conversationId: 'long', first: 0, last: 2, before: place(4) },
      { conversationId: 'long', first: 0, last: 2, before: place(1) },
      { conversationId: 'long', first: 5, after: place(4) },
      { conversationId: 'unknown', first: 5 },
    ]);
    expect(pages.map((page) => [ids(page), page.hasMore, page.totalCount])).toEqual([
      [['m2', 'm9'], true, 5],
      [['m10', 'm9007199254740992'], true, 5],
      [['m9007199254740993'], false, 5],
      [['m10', 'm9007199254740992'], true, 5],
      [['m2'], false, 5],
      [[], false, 5],
      [[], false, 0],
    ]);
  });

  it('end with the newest when those are asked for', async () => {
    const [newest, none] = await analytics.reads.newestMessages(tenant, ['long', 'unknown'], 2);
    expect([ids(newest), newest!.totalCount]).toEqual([['m9007199254740992', 'm9007199254740993'], 5]);
    expect(none).toMatchObject({ messages: [], totalCount: 0 });
  });
});

describe('a message', () => {
  it('keeps its place and what an edit does not name, also when the edit comes first', async () => {
    const log = analytics.log();
    await log.take([event('message.updated', { at: T + 9, conversationId: 'c', messageId: 'e', message: message('e', 'edited') })]);
    await log.take([event('message.added', { at: T, conversationId: 'c', messageId: 'e', sequence: 3n, userId: 'u', message: { ...message('e', 'first'), model: 'm', tokens: 7 } })]);
    expect(await analytics.reads.messagesById(tenant, ['e'])).toEqual([{
      id: 'e', conversationId: 'c', userId: 'u', role: 'user', content: 'edited', model: 'm', tokens: 7, edited: true,
      createdAt: T, updatedAt: T + 9, place: expect.stringMatching(/^0+3\./),
    }]);
  });

  it('is gone once it is deleted, however late the rest of it comes, and back when it is added anew', async () => {
    const log = analytics.log();
    const read = async () => (await analytics.reads.messagesById(tenant, ['g']))[0]?.content;
    await log.take([event('message.deleted', { at: T + 5, conversationId: 'c', messageId: 'g' })]);
    await log.take([event('message.added', { at: T, conversationId: 'c', messageId: 'g', message: message('g', 'first') })]);
    await log.take([event('message.updated', { at: T + 4, conversationId: 'c', messageId: 'g', message: message('g', 'edited') })]);
    expect(await read()).toBeUndefined();
    await log.take([event('message.added', { at: T + 6, conversationId: 'c', messageId: 'g', message: message('g', 'again') })]);
    expect(await read()).toBe('again');
  });

  it('told again by a conversation’s summary neither undoes an edit nor brings a deleted one back', async () => {
    await analytics.log().take([
      event('message.added', { at: T, conversationId: 's', messageId: 's1', sequence: 1n, message: message('s1', 'first') }),
      event('message.updated', { at: T + 1, conversationId: 's', messageId: 's1', message: message('s1', 'edited') }),
      event('message.added', { at: T, conversationId: 's', messageId: 's2', sequence: 2n, message: message('s2') }),
      event('message.deleted', { at: T + 1, conversationId: 's', messageId: 's2' }),
      event('conversation.completed', {
        at: T + 100, conversationId: 's', entities: [], rounds: [],
        messages: ['s1', 's2', 's3'].map((id) => ({ ...message(id, 'told'), createdAt: T })),
      }),
    ]);
    const [page] = await analytics.reads.messagePages(tenant, [{ conversationId: 's', first: 9 }]);
    expect(page!.messages.map(({ id, content }) => [id, content])).toEqual([['s1', 'edited'], ['s3', 'told']]);
  });

  it('without a sequence stands among those with nanoseconds by its time', async () => {
    const at = (ms: number) => ({ at: T + ms, conversationId: 'n', sequence: BigInt(T + ms) * 1_000_000n + 5n });
    await analytics.log().take([
      event('message.added', { ...at(20), messageId: 'third', message: message('third') }),
      event('message.added', { ...at(10), sequence: undefined, messageId: 'second', message: message('second') }),
      event('message.added', { ...at(0), messageId: 'first', message: message('first') }),
    ]);
    expect(ids((await analytics.reads.messagePages(tenant, [{ conversationId: 'n', first: 9 }]))[0])).toEqual(['first', 'second', 'third']);
  });
});

it('keeps tenants with the same ids apart', async () => {
  const theirs = eventsOf(randomUUID());
  const [ours, other] = [event, theirs].map((make) => make('message.added', { id: 'same', conversationId: 'same', messageId: 'same', message: message('same', make === event ? 'ours' : 'theirs') }));
  await analytics.log().take([ours!, other!]);
  for (const { tenant: whose, message: { content } } of [ours!, other!]) {
    expect((await analytics.reads.messagesById(whose, ['same']))[0]!.content).toBe(content);
    expect((await analytics.reads.messagePages(whose, [{ conversationId: 'same', first: 9 }]))[0]!.messages.map((one) => one.content)).toEqual([content]);
  }
});

describe('hostile text', () => {
  const texts = ["'; DROP TABLE messages --", '\\', "\\'", '\0', '\t\n\r', '{x:String}', '漢字💡', '%', '\ufffd', '*/ ;', 'NULL', '\\N', '', '`"'];

  it('comes back as it went in, and finds only itself', async () => {
    await analytics.log().take(texts.map((text) => event('message.added', { conversationId: `h${text}`, messageId: `h${text}`, message: { ...message(`h${text}`, text), model: text } })));
    const found = await analytics.reads.messagesById(tenant, texts.map((text) => `h${text}`));
    expect(found.map((one) => [one?.id, one?.conversationId, one?.content, one?.model])).toEqual(texts.map((text) => [`h${text}`, `h${text}`, text, text]));
    const pages = await analytics.reads.messagePages(tenant, texts.map((text) => ({ conversationId: `h${text}`, first: 9 })));
    expect(pages.map(ids)).toEqual(texts.map((text) => [`h${text}`]));
  });

  it.each(texts)('%j is no part of a statement, as tenant, id or place', async (text) => {
    const { reads } = analytics;
    const range = { from: T, until: T + 1 };
    expect(await reads.messagePages(text, [{ conversationId: text, first: 1, after: text, before: text }])).toEqual([{ messages: [], hasMore: false, totalCount: 0 }]);
    expect(await reads.messagesById(text, [text])).toEqual([null]);
    expect(await reads.mentionedIn(text, [text])).toEqual([[]]);
    expect(await reads.rounds(text, [text])).toEqual([[]]);
    expect(await reads.compressions(text, [text])).toEqual([[]]);
    expect(await reads.mentions(text, [text], 'DAY', range)).toEqual([[{ start: T, mentions: 0 }]]);
    expect(await reads.performance(text, [{ provider: text, model: text }], range)).toMatchObject([{ requests: 0, debates: 0 }]);
    expect(await reads.providerModels(text, range, 5)).toEqual([]);
    expect((await reads.activity(text, 'DAY', range)).map(({ messages }) => messages)).toEqual([0]);
    // A record that names no tenant and cannot be read is archived under none: other tests leave such.
    expect((await reads.sizes(text)).filter(({ table, rows }) => rows > 0 && !(text === '' && table === 'archive'))).toEqual([]);
  });
});
