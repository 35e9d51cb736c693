import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decode } from '../../src/events/decode.ts';
import { encode } from '../../src/events/encode.ts';
import type { Event, ProviderMetrics } from '../../src/events/event.ts';
import { topics } from '../../src/events/topics.ts';
import { arbitraryEvent, eventKinds } from '../support/arbitrary-event.ts';

// fixed, so that a failure can be run again; fast-check prints it with the counterexample
const SEED = 20_240_601;

function readBack(event: Event): Event {
  const { topic, value, headers } = encode(event);
  return decode({ topic, value: Buffer.from(value), headers, appendedAt: 1 }, 'another tenant');
}

describe('what encode writes, decode reads back', () => {
  test.each(eventKinds)('%s', (kind) => {
    fc.assert(fc.property(arbitraryEvent(kind), (event) => { expect(readBack(event)).toEqual(event); }), { seed: SEED, numRuns: 200 });
  });
});

test('every kind goes to a topic of the platform, under a key, with its tenant', () => {
  const names = topics.map((topic) => topic.name);
  for (const kind of eventKinds) {
    const [event] = fc.sample(arbitraryEvent(kind), { seed: SEED, numRuns: 1 });
    const record = encode(event!);
    expect(names).toContain(record.topic);
    expect(record.key).not.toBe('');
    expect(record.headers).toEqual({ tenant: event!.tenant });
  }
});

test('a whole debate lies on one key of one topic', () => {
  const common = { id: 'e', tenant: 't', at: 1, version: 0n, debateId: 'debate-1', conversationId: 'conversation-1' };
  const debate: Event[] = [
    { ...common, kind: 'debate.started', participants: [] },
    { ...common, kind: 'debate.round', round: { roundId: 'r', round: 1 } },
    { ...common, kind: 'debate.completed', outcome: 'abandoned', participants: [] },
  ];
  const places = debate.map(encode).map(({ topic, key }) => `${topic} ${key}`);
  expect(new Set(places)).toEqual(new Set(['helixagent.conversations debate-1']));
});

test('an int64 is written as a number, to its last digit', () => {
  const event: Event = { kind: 'memory.forgotten', id: 'e', tenant: 't', at: 1, version: 1_712_345_678_901_234_567n, memoryId: 'm' };
  expect(encode(event).value).toContain('"version":1712345678901234567');
});

test('absent fields are not written', () => {
  const event: ProviderMetrics = { kind: 'provider.metrics', id: 'e', tenant: 't', at: 0, version: 0n, provider: 'p', model: 'm', requestId: 'r', responseTimeMs: 1, tokens: 2, success: true };
  expect(JSON.parse(encode(event).value)).toEqual({
    event_id: 'e', event_type: 'provider.metrics', timestamp: '1970-01-01T00:00:00.000Z',
    data: { provider: 'p', model: 'm', request_id: 'r', response_time_ms: 1, tokens_used: 2, success: true },
  });
});
