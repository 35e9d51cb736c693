import { describe, expect, test } from 'vitest';
import { decode } from '../../src/events/decode.ts';
import { HelixError } from '../../src/errors.ts';

describe('what is refused', () => {
  const refusal = (value: object | string | null): string => {
    const bytes = value === null ? null : Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
    try {
      decode({ topic: 't', headers: {}, appendedAt: 1, value: bytes }, 'default');
    } catch (error) {
      expect(error).toBeInstanceOf(HelixError);
      expect((error as HelixError).code).toBe('EVENT_INVALID');
      return (error as HelixError).message;
    }
    return 'accepted';
  };
  const added = (fields: object) => ({ event_type: 'message.added', event_id: 'e', conversation_id: 'c', message: { message_id: 'm', role: 'user', content: 'x', ...fields } });
  const described = (fields: object) => ({ update_type: 'entity.created', update_id: 'e', entity: { id: 'e1', name: 'n', type: 'T', ...fields } });
  const deep = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;

  test.each<[string, object | string | null, string]>([
    ['nothing', null, 'value: expected a JSON object, got null'],
    ['no JSON', 'hello', 'value: expected a JSON object, got "hello"'],
    ['a list', '[1]', 'value: expected a JSON object, got a list of 1'],
    ['a payload that is no base64 of JSON', { id: 'x', type: 'y', payload: '%%%' }, 'payload: expected base64 of a JSON object, got ""'],
    ['an unknown type', { event_type: 'entity.exploded' }, 'event_type: expected a known type of event, got "entity.exploded"'],
    ['a type that every object has', { event_type: 'constructor' }, 'event_type: expected a known type of event, got "constructor"'],
    ['no type at all', { hello: 1 }, 'event_type: expected a known type of event, got nothing'],
    ['an entity without id', described({ id: null }), 'entity.id: expected a non-empty string, got null'],
    ['an empty id', described({ id: '' }), 'entity.id: expected a non-empty string, got ""'],
    ['an id that is a number', described({ id: 7 }), 'entity.id: expected a string, got 7'],
    ['an id without end', described({ id: 'x'.repeat(513) }), `entity.id: expected at most 512 characters, got "${'x'.repeat(60)}…"`],
    ['a confidence beyond all numbers', JSON.stringify(described({ confidence: 0 })).replace('"confidence":0', '"confidence":1e999'), 'entity.confidence: expected a finite number, got Infinity'],
    ['aliases that are no strings', described({ aliases: ['a', 1] }), 'entity.aliases[1]: expected a string, got 1'],
    ['properties that are a list', described({ properties: [] }), 'entity.properties: expected an object, got a list of 0'],
    ['properties without a bottom', `{"update_type":"entity.created","update_id":"e","entity":{"id":"e1","name":"n","type":"T","properties":${deep(5000)}}}`, 'entity.properties: expected at most 32 levels, got an object'],
    ['content without a bottom or an id', `{"conversation_id":"c","message":"x","more":${deep(5000)}}`, 'value: expected at most 64 levels, got an object'],
    ['a message that is missing', { event_type: 'message.added', event_id: 'e', conversation_id: 'c' }, 'message: expected an object or a text, got nothing'],
    ['a message without content', added({ content: null }), 'message.content: expected a non-empty string, got null'],
    ['a role nobody has', added({ role: 'ghost' }), 'message.role: expected one of user, assistant, system, tool, got "ghost"'],
    ['an edit that does not say who spoke', { ...added({ role: '' }), event_type: 'message.updated' }, 'message.role: expected a non-empty string, got ""'],
    ['half a token', added({ tokens: 1.5 }), 'message.tokens: expected a whole number from 0 to 2147483647, got 1.5'],
    ['no conversation', { event_type: 'conversation.created', event_id: 'e' }, 'conversation_id: expected a non-empty string, got nothing'],
    ['a time that is none', { ...added({}), timestamp: 'yesterday' }, 'timestamp: expected an RFC 3339 time from 1970 to 2199, got "yesterday"'],
    ['a time before 1970', { ...added({}), timestamp: '1969-12-31T23:59:59Z' }, 'timestamp: expected an RFC 3339 time from 1970 to 2199, got "1969-12-31T23:59:59Z"'],
    ['a time after 2199', { ...added({}), timestamp: '2200-01-01T00:00:00Z' }, 'timestamp: expected an RFC 3339 time from 1970 to 2199, got "2200-01-01T00:00:00Z"'],
    ['the 13th month', { ...added({}), timestamp: '2024-13-01T00:00:00Z' }, 'timestamp: expected an RFC 3339 time from 1970 to 2199, got "2024-13-01T00:00:00Z"'],
    ['a clock that is no JSON', { event_type: 'memory.created', event_id: 'e', memory_id: 'm', vector_clock: '{' }, 'vector_clock: expected a string of JSON, got "{"'],
    ['a clock that counts words', { event_type: 'memory.created', event_id: 'e', memory_id: 'm', vector_clock: { n: 'x' } }, 'vector_clock.n: expected a finite number, got "x"'],
    ['a version beyond int64', '{"event_type":"memory.deleted","event_id":"e","memory_id":"m","version":99999999999999999999}', 'version: expected a 64-bit integer, got "99999999999999999999"'],
    ['a negative latency', { event_type: 'provider.metrics', event_id: 'e', data: { provider: 'p', model: 'm', response_time_ms: -1 } }, 'data.response_time_ms: expected a number from 0, got -1'],
    ['an outcome of its own', { debate_id: 'd', outcome: 'draw' }, 'outcome: expected one of successful, abandoned, error, got "draw"'],
  ])('%s', (_, value, message) => expect(refusal(value)).toBe(message));
});
