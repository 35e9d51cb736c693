import type { Event } from '../events/event.ts';
import type { EntityState, MemoryType } from '../events/states.ts';
import { DAY, HOUR, type Person, type World, nanoseconds, occurrence } from './world.ts';

export interface Note {
  readonly memoryId: string;
  readonly user: Person;
  readonly conversationId: string;
  readonly sessionId: string;
  readonly content: string;
  readonly type: MemoryType;
  readonly category: string;
  readonly entities: readonly EntityState[];
  readonly sourceMessageIds: readonly string[];
  readonly at: number;
}

type Fate = 'kept' | 'revised' | 'forgotten' | 'merged';

/** A memory from its first note to what became of it. */
export function* memoryStory(world: World, note: Note, fate = drawFate(world)): Iterable<Event> {
  const first = written(world, note, note.at, 1);
  yield { kind: 'memory.remembered', ...first };
  const later = note.at + world.random.int(1, 48) * HOUR;
  if (later >= world.now || fate === 'kept') return;

  if (fate === 'revised') {
    yield { kind: 'memory.revised', ...written(world, { ...note, content: `${note.content} Confirmed since.` }, later, 2), importance: 0.9, tags: [...first.tags, 'confirmed'] };
  } else if (fate === 'forgotten') {
    yield { kind: 'memory.forgotten', ...occurrence(world, later), version: nanoseconds(later), memoryId: note.memoryId, userId: note.user.id };
  } else {
    const again = { ...note, memoryId: `${note.memoryId}-again`, content: `${note.content} Said twice.` };
    yield { kind: 'memory.remembered', ...written(world, again, later, 1) };
    const whole = { ...note, memoryId: `${note.memoryId}-whole` };
    yield { kind: 'memory.merged', ...written(world, whole, later + HOUR, 1), mergedFrom: [note.memoryId, again.memoryId] };
  }
}

function drawFate({ random }: World): Fate {
  const drawn = random.next();
  if (drawn < 0.15) return 'revised';
  if (drawn < 0.25) return 'forgotten';
  return drawn < 0.3 ? 'merged' : 'kept';
}

function written(world: World, note: Note, at: number, tick: number) {
  const { random } = world;
  const common = occurrence(world, at);
  return {
    ...common,
    version: nanoseconds(common.at),
    memoryId: note.memoryId,
    userId: note.user.id,
    sessionId: note.sessionId,
    conversationId: note.conversationId,
    content: note.content,
    type: note.type,
    category: note.category,
    importance: random.int(30, 95) / 100,
    tags: [note.category, ...random.some(['work', 'reviewed', 'asked-twice', 'from-chat'], 1)],
    metadata: { writer: 'sample' },
    entities: note.entities,
    relations: [],
    sourceMessageIds: note.sourceMessageIds,
    clock: { [common.nodeId ?? 'node-a']: tick },
    expiresAt: note.type === 'working' ? Math.round(world.now + 60 * DAY) : undefined,
  };
}
