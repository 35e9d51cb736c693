import type { Event } from '../events/event.ts';
import type { EntityState } from '../events/states.ts';
import { relationId } from '../events/identity.ts';
import { links } from './catalogue/links.ts';
import { type Thing, duplicates, ideas, teams, technologies } from './catalogue/things.ts';
import { HOUR, MINUTE, type Person, type World, occurrence } from './world.ts';

/** The knowledge graph: things, people and how they hang together; described again, merged, unlinked and removed as days go by. */
export function* knowledgeStory(world: World): Iterable<Event> {
  const { random, from, now, prefix } = world;
  const span = now - from;
  const things = [...technologies, ...ideas, ...teams];

  for (const [i, thing] of things.entries()) yield described(world, entityOf(world, thing), from + i * MINUTE);
  for (const [i, person] of world.colleagues.entries()) yield described(world, personEntity(person, from), from + HOUR + i * MINUTE);
  for (const [i, [source, type, target, strength]] of links.entries()) {
    yield linked(world, `${prefix}${source}`, type, `${prefix}${target}`, strength, from + 2 * HOUR + i * MINUTE);
  }
  for (const person of world.colleagues) {
    yield linked(world, person.id, 'MEMBER_OF', `${prefix}${random.pick(teams).id}`, 0.9, from + 3 * HOUR);
    yield linked(world, person.id, 'MAINTAINS', `${prefix}${random.pick(technologies).id}`, 0.7, from + 4 * HOUR);
  }

  for (const [i, duplicate] of duplicates.entries()) {
    const at = from + span * (0.2 + 0.1 * i);
    yield described(world, entityOf(world, duplicate), at);
    yield linked(world, `${prefix}${random.pick(teams).id}`, 'USES', `${prefix}${duplicate.id}`, 0.5, at + MINUTE);
    yield { kind: 'entity.merged', ...occurrence(world, at + span * 0.3), sourceId: `${prefix}${duplicate.id}`, targetId: `${prefix}${duplicate.of}` };
  }

  for (const thing of random.some(technologies, 8)) {
    const entity = entityOf(world, thing);
    const revised = { ...entity, importance: Math.min(1, (entity.importance ?? 0) + 0.1), properties: { ...entity.properties, reviewed: true } };
    yield described(world, revised, from + span * random.next());
  }

  const rumour: Thing = { id: 'concept-rewrite', type: 'CONCEPT', name: 'the big rewrite', value: 'A plan that was dropped', aliases: [] };
  const rumourId = `${prefix}${rumour.id}`;
  const target = `${prefix}tech-rust`;
  yield described(world, entityOf(world, rumour), from + span * 0.1);
  yield linked(world, rumourId, 'NEEDS', target, 0.6, from + span * 0.11);
  yield { kind: 'entities.unlinked', ...occurrence(world, from + span * 0.5), relationId: relationId(rumourId, 'NEEDS', target) };
  yield { kind: 'entity.removed', ...occurrence(world, from + span * 0.51), entityId: rumourId };
}

/** An entity as the world knows it: the same for everybody who mentions it. */
export function entityOf({ prefix, from }: World, { id, type, name, value, aliases }: Thing): EntityState {
  return {
    id: `${prefix}${id}`, type, name, value, aliases, properties: { source: 'catalogue' },
    confidence: type === 'CONCEPT' ? 0.85 : 0.98, importance: type === 'TECH' ? 0.7 : 0.5, createdAt: from,
  };
}

export function personEntity({ id, name }: Person, createdAt: number): EntityState {
  return { id, type: 'PERSON', name, aliases: [name.split(' ')[0]!], properties: {}, confidence: 0.9, importance: 0.6, createdAt };
}

function described(world: World, entity: EntityState, at: number): Event {
  return { kind: 'entity.described', ...occurrence(world, at), entity };
}

function linked(world: World, sourceId: string, type: string, targetId: string, strength: number, at: number): Event {
  const relation = {
    id: relationId(sourceId, type, targetId), type, sourceId, targetId, strength,
    cooccurrences: world.random.int(1, 40), contexts: ['catalogue'], properties: {}, createdAt: Math.round(at),
  };
  return { kind: 'entities.linked', ...occurrence(world, at), relation };
}
