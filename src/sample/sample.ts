import { type EncodedEvent, encode } from '../events/encode.ts';
import type { Event } from '../events/event.ts';
import { firstNames, lastNames } from './catalogue/people.ts';
import { conversationStory } from './conversation.ts';
import { type Written, disordered } from './disorder.ts';
import { type Component, foreignShape, validationScriptMessage } from './foreign.ts';
import { knowledgeStory } from './knowledge.ts';
import { landmarks } from './landmarks.ts';
import { seeded } from './random.ts';
import { welcomeStory } from './welcome.ts';
import { DAY, HOUR, type Person, type World } from './world.ts';

export interface SampleOptions {
  readonly seed?: string;
  /** Nothing happens later: milliseconds since 1970. */
  readonly now: number;
  readonly days?: number;
  /** Exactly so many records, told as often as it takes, each time with new ids. Absent: told once. */
  readonly events?: number;
  /** Stands before every id but the landmarks', so that two samples share nothing else. */
  readonly idPrefix?: string;
}

/** The tenants and the conversations each has in a sample. They use the same ids for different people and things. */
const tenants: readonly (readonly [name: string, conversations: number])[] = [[landmarks.tenant, 44], ['acme', 16], ['globex', 10]];
/** In the default tenant HelixAgent's own components write every so many-th conversation and piece of knowledge, and some debates' outcomes. */
const FOREIGN_CONVERSATION = 11;
const FOREIGN_KNOWLEDGE = 9;
const FOREIGN_OUTCOME = 0.3;

/**
 * What an LLM-agent platform writes to its log over some days, in the log's order: conversations with edits and deletions,
 * entities that are merged and removed, debates, memories and their revisions, provider metrics; some of it late, repeated or in HelixAgent's
 * own shapes; several tenants. The same seed and time give the same bytes. Lazy: one telling at a time is in memory.
 */
export function* sample({ seed = 'helixgraph', now, days = 30, events, idPrefix = '' }: SampleOptions): Generator<EncodedEvent, void> {
  let left = events ?? Infinity;
  for (let telling = 0; left > 0 && (events !== undefined || telling === 0); telling++) {
    const prefix = telling === 0 ? idPrefix : `${idPrefix}w${telling}-`;
    for (const record of tell(`${seed}/${telling}`, prefix, now, days)) {
      if (left-- <= 0) return;
      yield record;
    }
  }
}

function* tell(seed: string, prefix: string, now: number, days: number): Iterable<EncodedEvent> {
  const random = seeded(seed);
  const ids = seeded(`${seed}/${prefix}/${now}`);
  const stories = tenants.map(([tenant, conversations]) => story(worldOf(tenant), conversations));
  yield* disordered(chained(stories), random, now);
  if (prefix === '') {
    yield validationScriptMessage('conv-validation', 'Test message from the validation script', now - HOUR);
    yield validationScriptMessage('conv-validation', 'Another test message', now - HOUR + 1000);
  }

  function worldOf(tenant: string): World {
    const people = (id: string, count: number): readonly Person[] =>
      Array.from({ length: count }, (_, i) => ({ id: `${prefix}${id}-${i + 1}`, name: `${random.pick(firstNames)} ${random.pick(lastNames)}` }));
    return { tenant, prefix, now, from: now - days * DAY, random, ids, users: people('user', 8), colleagues: people('person', 6) };
  }
}

function* story(world: World, conversations: number): Iterable<Written> {
  const { random, prefix, from, now, tenant } = world;
  const isDefault = tenant === landmarks.tenant;
  const own = (event: Event): Written => ({ at: event.at, record: encode(event) });
  const foreign = (event: Event, component: Component): Written => ({ at: event.at, record: foreignShape(event, component, random) });

  let i = 0;
  for (const event of knowledgeStory(world)) {
    const adopted = isDefault && ++i % FOREIGN_KNOWLEDGE === 0 && (event.kind === 'entity.described' || event.kind === 'entities.linked');
    yield adopted ? foreign(event, 'bigdata') : own(event);
  }
  if (isDefault && prefix === '') for (const event of welcomeStory(world)) yield own(event);

  // a conversation takes at most a few hours, and none begins before there is knowledge
  const begin = from + 6 * HOUR;
  const end = now - 12 * HOUR;
  for (let n = 1; n <= conversations; n++) {
    const plan = {
      conversationId: `${prefix}conv-${n}`,
      user: random.pick(world.users),
      startAt: begin + Math.max(0, end - begin) * random.next(),
      turns: random.chance(0.12) ? random.int(15, 30) : random.int(3, 12),
      debates: random.chance(0.3) ? random.int(1, 2) : 0,
    };
    const component = n % 2 === 0 ? 'streaming' : 'bigdata';
    const adopted = isDefault && n % FOREIGN_CONVERSATION === 0;
    for (const event of conversationStory(world, plan)) {
      const outcome = isDefault && event.kind === 'debate.completed' && random.chance(FOREIGN_OUTCOME);
      yield adopted || outcome ? foreign(event, component) : own(event);
    }
  }
}

function* chained<T>(lists: readonly Iterable<T>[]): Iterable<T> {
  for (const list of lists) yield* list;
}
