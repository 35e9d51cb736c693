import { describe, expect, test } from 'vitest';
import { decode } from '../../src/events/decode.ts';
import { type RecordingName, recordings } from '../support/recordings.ts';

const { available, read } = recordings();

/** What each recorded event says it is, and the kind that it must become. */
const kinds: Readonly<Record<string, string>> = {
  'conversation.created': 'conversation.started',
  'conversation.completed': 'conversation.completed',
  'conversation.message.added': 'message.added',
  'conversation.debate.round': 'debate.round',
  'conversation.debate.winner': 'debate.completed',
  'entity.created': 'entity.described',
  'relationship.created': 'entities.linked',
  'memory.created': 'memory.remembered',
  'provider.metrics': 'provider.metrics',
};

type Json = Record<string, unknown>;

function innermost(value: Buffer): Json {
  const json = JSON.parse(value.toString()) as Json;
  return typeof json['payload'] === 'string' ? innermost(Buffer.from(json['payload'], 'base64')) : json;
}

function count(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

describe.skipIf(!available)('every recorded record decodes', () => {
  test.each<[RecordingName, number]>([['conversations', 4263], ['debates', 1510], ['provider-metrics', 1423], ['knowledge', 30_255]])('%s', async (name, records) => {
    const decoded = new Map<string, number>();
    const expected = new Map<string, number>();
    const ids = new Set<string>();
    for await (const record of read(name)) {
      const event = decode({ ...record, appendedAt: 0 }, 'default');
      const json = innermost(record.value);
      count(decoded, event.kind);
      count(expected, kinds[String(json['event_type'] ?? json['update_type'])]!);
      ids.add(event.id);
      expect(event.id).toBe(json['event_id'] ?? json['update_id']);
      expect(event.at).toBe(Date.parse(String(json['timestamp'])));
    }
    expect(decoded).toEqual(expected);
    expect(ids.size).toBe(records);
  });

  test('a version of nanoseconds keeps its last digits', async () => {
    for await (const { topic, headers, value } of read('conversations')) {
      const stated = /"version": (\d+)/.exec(value.toString())?.[1];
      if (stated !== undefined) expect(decode({ topic, headers, value, appendedAt: 0 }, 'default').version).toBe(BigInt(stated));
    }
  });

  test('a debate has its debaters, their positions, and what was concluded', async () => {
    const kept = { positions: 0, conclusions: 0, winners: 0 };
    const stated = { positions: 0, conclusions: 0, winners: 0 };
    for await (const record of read('debates')) {
      const event = decode({ ...record, appendedAt: 0 }, 'default');
      const metadata = (innermost(record.value)['metadata'] ?? {}) as Json;
      if (metadata['position']) stated.positions++;
      if (metadata['conclusion']) stated.conclusions++;
      if (metadata['winner_position']) stated.winners++;
      if (event.kind === 'debate.round' && event.round.position !== undefined) kept.positions++;
      if (event.kind === 'debate.completed' && event.conclusion !== undefined) kept.conclusions++;
      if (event.kind === 'debate.completed' && event.winner?.position !== undefined) kept.winners++;
    }
    expect(kept).toEqual(stated);
    expect(stated.positions).toBeGreaterThan(1000);
  });
});
