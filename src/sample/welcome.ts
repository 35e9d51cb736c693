import type { Event } from '../events/event.ts';
import type { Message } from '../events/states.ts';
import { models } from './catalogue/models.ts';
import { ideas, teams, technologies } from './catalogue/things.ts';
import { debateStory } from './debate.ts';
import { entityOf, personEntity } from './knowledge.ts';
import { landmarks } from './landmarks.ts';
import { memoryStory } from './memory.ts';
import { requestTo } from './request.ts';
import { DAY, MINUTE, SECOND, type World, nanoseconds, occurrence, tokensOf } from './world.ts';

const verdicts = ['agreed', 'put off until there are figures', 'turned down, since nobody asked for it', 'agreed, to be undone if it costs a second a day'];

/** Long enough that the conversation outgrows a context of 2,000 tokens, so that its summary is needed. */
const minutes = Array.from({ length: 120 }, (_, i) => `Point ${i + 1}: ${verdicts[i % verdicts.length]}; owner is team ${1 + (i % 7)}.`).join('\n');

/** Days before now, and what was said by the user and the assistant in turn. */
const exchanges: readonly (readonly [daysAgo: number, question: string, answer: string])[] = [
  [6, 'We want one API over Neo4j and ClickHouse, fed by Kafka. Where do we begin?', 'With Kafka as the only door for writes. Neo4j and ClickHouse are then both rebuilt from it, and neither has to be right alone.'],
  [6, `These are the minutes of our last review, for the record.\n${minutes}`, 'Noted. I will come back to them when a decision depends on one.'],
  [6, 'So a bug in ClickHouse costs us a replay, not the data?', 'Yes. With event replay you read Kafka again from an older position. The price is idempotency: the second time must change nothing.'],
  [5, 'How do we get idempotency without a table of every id?', 'Order each thing by version, time and id, and let an older event lose. Neo4j can check that while it writes.'],
  [5, 'And ClickHouse?', 'ClickHouse drops repeated rows by the event id when it merges, and a query can ask for that at once.'],
  [4, 'The Platform team asks who owns Kafka.', 'The Platform team runs Kafka; what the topics mean belongs to whoever writes them. Put both names into the topic list.'],
  [4, 'GraphQL over both stores: one request or two?', 'One. GraphQL joins them: names and relations from Neo4j, figures from ClickHouse, and each list costs one statement.'],
  [3, 'Can a browser see changes as they happen?', 'Over WebSocket, yes. Each event carries its position in Kafka, so a client that was away resumes where it stopped.'],
  [3, 'What if a browser reads too slowly?', 'Then backpressure decides: a bounded queue, and a clear word to the client when it is full. Never silence.'],
  [2, 'Let the models argue about moving the reads first.', 'Started. Three models take part, and the conclusion will be kept with this conversation.'],
  [1, 'What did we decide?', 'Reads move to GraphQL first, Kafka stays the source of truth, and tenant isolation is tested before anybody else gets in.'],
  [0.2, 'Good. Remind me of the open question.', 'Whether event replay of a year fits into a night. Nobody has measured it on ClickHouse yet.'],
];

const notes: readonly (readonly [exchange: number, content: string, category: string])[] = [
  [0, 'Ada builds one API over Neo4j and ClickHouse.', 'project'],
  [0, 'Kafka is the only door for writes.', 'decision'],
  [3, 'Ada wants idempotency without a table of every id.', 'preference'],
  [5, 'The Platform team runs Kafka.', 'fact'],
  [7, 'Browsers follow Kafka over WebSocket and resume by position.', 'decision'],
  [10, 'Reads move to GraphQL before writes do.', 'decision'],
  [11, 'It is open whether event replay of a year fits into a night.', 'question'],
];

/** The conversation of the landmarks: every part that a briefing shows is in it, all within the last seven days. */
export function* welcomeStory(world: World): Iterable<Event> {
  const { conversationId, debateId, userId, userName } = landmarks;
  const user = { id: userId, name: userName };
  const sessionId = `${conversationId}-s1`;
  const belongs = { conversationId, userId, sessionId };
  const known = [...[...technologies, ...ideas, ...teams].map((thing) => entityOf(world, thing)), ...world.colleagues.map((person) => personEntity(person, world.from))];
  const mentionedIn = (text: string) => known.filter(({ name }) => text.includes(name));
  const said: Message[] = [];
  const timeOf = (daysAgo: number, exchange: number) => world.now - daysAgo * DAY + exchange * 10 * MINUTE;

  yield { kind: 'conversation.started', ...occurrence(world, timeOf(6, 0) - MINUTE), ...belongs, userName, title: 'One API over Neo4j and ClickHouse' };
  for (const [i, [daysAgo, question, answer]] of exchanges.entries()) {
    const at = timeOf(daysAgo, i);
    yield* say(at, 'user', question);
    const model = models[i % 3]!;
    yield requestTo(world, { model, at: at + SECOND, promptTokens: 200 + 60 * i, answer, answered: true });
    yield* say(at + 20 * SECOND, 'assistant', answer, model.model);
  }

  for (const [i, [exchange, content, category]] of notes.entries()) {
    const messages = said.slice(2 * exchange, 2 * exchange + 2);
    yield* memoryStory(world, {
      memoryId: `mem-welcome-${i + 1}`, user, conversationId, sessionId, content, category, type: category === 'question' ? 'working' : 'semantic',
      at: (messages[0]?.createdAt ?? world.now) + MINUTE, entities: mentionedIn(content), sourceMessageIds: messages.map(({ messageId }) => messageId),
    }, 'kept');
  }

  yield* debateStory(world, {
    debateId, conversationId, userId, topic: 'Should reads move to GraphQL before writes do?', startAt: timeOf(2, 9) + 2 * MINUTE, rounds: 3, outcome: 'successful',
    models: models.slice(0, 3), // each has a price
    words: { a: 'Kafka', b: 'GraphQL', c: 'event replay', o: 'the Platform team' },
  });

  const oldest = said.slice(0, 10);
  const summary = 'Kafka is the only door for writes; Neo4j and ClickHouse are rebuilt from it by event replay, which needs idempotency: order by version, time and id, and drop repeated rows by event id.';
  yield {
    kind: 'conversation.compressed', ...occurrence(world, timeOf(1, 0)), ...belongs, compressionId: `${conversationId}-k1`, strategy: 'window',
    originalMessages: oldest.length, compressedMessages: 1, originalTokens: oldest.reduce((sum, { tokens }) => sum + (tokens ?? 0), 0),
    compressedTokens: tokensOf(summary), durationMs: 840, summary,
  };

  function* say(at: number, role: Message['role'], content: string, model?: string): Iterable<Event> {
    const message: Message = { messageId: `${conversationId}-m${said.length + 1}`, role, content, model, tokens: tokensOf(content), createdAt: Math.round(at) };
    said.push(message);
    const about = { ...belongs, messageId: message.messageId };
    yield { kind: 'message.added', ...occurrence(world, at), ...about, sequence: nanoseconds(at), message };
    const entities = mentionedIn(content);
    if (entities.length > 0) yield { kind: 'entities.mentioned', ...occurrence(world, at + SECOND), ...about, entities };
  }
}
