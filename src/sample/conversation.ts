import type { Event } from '../events/event.ts';
import type { EntityState, Message } from '../events/states.ts';
import { models } from './catalogue/models.ts';
import { fill, phrases } from './catalogue/phrases.ts';
import { duplicates, ideas, teams, technologies } from './catalogue/things.ts';
import { debateStory } from './debate.ts';
import { entityOf, personEntity } from './knowledge.ts';
import { memoryStory } from './memory.ts';
import { requestTo } from './request.ts';
import { HOUR, MINUTE, type Person, SECOND, type World, nanoseconds, occurrence, tokensOf } from './world.ts';

export interface ConversationPlan {
  readonly conversationId: string;
  readonly user: Person;
  readonly startAt: number;
  readonly turns: number;
  readonly debates: number;
}

/** From how many messages on a conversation's beginning is compressed. */
const LONG = 28;

/** One conversation as it goes: questions, answers, what they mention and cost, notes, edits, deletions, debates, and an end. */
export function* conversationStory(world: World, plan: ConversationPlan): Iterable<Event> {
  const { random } = world;
  const { conversationId, user } = plan;
  const subject = drawSubject(world, user);
  const { words } = subject;
  const sessionId = `${conversationId}-s1`;
  const belongs = { conversationId, userId: user.id, sessionId };
  const said: Message[] = [];
  let at = plan.startAt;

  yield { kind: 'conversation.started', ...occurrence(world, at), ...belongs, userName: user.name, title: capital(fill(random.pick(phrases.titles), words)) };

  for (let turn = 0; turn < plan.turns; turn++) {
    at += random.int(20, 240) * SECOND;
    yield* say('user', fill(random.pick(turn > 0 && random.chance(0.3) ? phrases.followUps : phrases.questions), words));
    yield* answer();
    if (random.chance(0.18)) yield* note();
  }
  for (let i = 0; i < plan.debates; i++) {
    at += random.int(2, 10) * MINUTE;
    const outcome = random.chance(0.8) ? 'successful' : random.pick(['abandoned', 'error'] as const);
    const topic = capital(fill(random.pick(phrases.topics), words));
    yield* debateStory(world, { debateId: `${conversationId}-d${i + 1}`, conversationId, userId: user.id, topic, startAt: at, rounds: random.int(2, 3), outcome, words });
    at += 15 * MINUTE;
  }
  if (said.length >= LONG) yield compressed();
  yield* end();

  function* say(role: Message['role'], content: string, model?: string): Iterable<Event> {
    const message: Message = { messageId: `${conversationId}-m${said.length + 1}`, role, content, model, tokens: tokensOf(content), createdAt: Math.round(at) };
    said.push(message);
    const about = { ...belongs, messageId: message.messageId };
    yield { kind: 'message.added', ...occurrence(world, at), ...about, sequence: nanoseconds(at), message };

    const entities = subject.entities.filter(({ name }) => content.includes(name));
    if (entities.length > 0) yield { kind: 'entities.mentioned', ...occurrence(world, at + SECOND), ...about, entities };
    if (random.chance(0.04)) {
      const edited = { ...message, content: message.content + fill(random.pick(phrases.edits), words) };
      yield { kind: 'message.updated', ...occurrence(world, at + MINUTE), ...about, sequence: nanoseconds(at), message: edited };
    } else if (random.chance(0.02)) {
      yield { kind: 'message.deleted', ...occurrence(world, at + 2 * MINUTE), ...about };
    }
  }

  /** A request that failed is made again, of another model. */
  function* answer(): Iterable<Event> {
    const content = fill(random.pick(phrases.answers), words);
    const promptTokens = 150 + said.slice(-20).reduce((sum, { tokens }) => sum + (tokens ?? 0), 0);
    const [first, second] = random.some(models, 2);
    const request = requestTo(world, { model: first!, at, promptTokens, answer: content, answered: false });
    yield request;
    at += request.responseTimeMs;
    if (!request.success) {
      const retry = requestTo(world, { model: second!, at, promptTokens, answer: content, answered: true });
      yield retry;
      at += retry.responseTimeMs;
    }
    yield* say('assistant', content, (request.success ? first! : second!).model);
  }

  function* note(): Iterable<Event> {
    const [content, category, type] = random.pick(phrases.memories);
    const text = fill(content, words);
    yield* memoryStory(world, {
      memoryId: `${conversationId}-n${said.length}`, user, conversationId, sessionId, content: text, type, category, at: at + SECOND,
      entities: subject.entities.filter(({ name }) => text.includes(name)),
      sourceMessageIds: said.slice(-2).map(({ messageId }) => messageId),
    });
  }

  function compressed(): Event {
    const oldest = said.slice(0, Math.floor(said.length / 2));
    const summary = fill(phrases.summary, words);
    return {
      kind: 'conversation.compressed', ...occurrence(world, at + MINUTE), ...belongs, compressionId: `${conversationId}-k1`, strategy: 'window',
      originalMessages: oldest.length, compressedMessages: 1, originalTokens: oldest.reduce((sum, { tokens }) => sum + (tokens ?? 0), 0),
      compressedTokens: tokensOf(summary), durationMs: Math.round(random.logNormal(900, 0.3)), summary,
    };
  }

  function* end(): Iterable<Event> {
    const totalTokens = said.reduce((sum, { tokens }) => sum + (tokens ?? 0), 0);
    const counts = { messageCount: said.length, totalTokens, entityCount: subject.entities.length };
    if (random.chance(0.3)) yield { kind: 'conversation.context', ...occurrence(world, at + MINUTE), ...belongs, ...counts, keyTopics: [words['a']!, words['c']!] };
    if (random.chance(0.1)) {
      yield { kind: 'conversation.status', ...occurrence(world, at + HOUR), ...belongs, status: random.pick(['paused', 'archived'] as const) };
      return;
    }
    if (random.chance(0.2)) return;
    const done = { ...belongs, startedAt: Math.round(plan.startAt), outcome: random.pick(['successful', 'successful', 'abandoned']) };
    yield { kind: 'conversation.completed', ...occurrence(world, at + 5 * MINUTE), ...done, messages: [], entities: [], rounds: [] };
    yield {
      kind: 'conversation.metrics', ...occurrence(world, at + 6 * MINUTE), ...belongs, ...counts,
      compressed: said.length >= LONG, compressionRatio: said.length >= LONG ? 0.3 : undefined, debateCount: plan.debates,
    };
  }
}

interface Subject {
  readonly entities: readonly EntityState[];
  readonly words: Readonly<Record<string, string>>;
}

function drawSubject(world: World, user: Person): Subject {
  const { random } = world;
  const [a, b] = random.some([...technologies, ...duplicates], 2);
  const c = random.pick(ideas);
  const o = random.pick(teams);
  const p = random.pick(world.colleagues);
  return {
    entities: [...[a!, b!, c, o].map((thing) => entityOf(world, thing)), personEntity(p, world.from)],
    words: { a: a!.name, b: b!.name, c: c.name, o: o.name, p: p.name, u: user.name.split(' ')[0]! },
  };
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
