import { describe, expect, test } from 'vitest';
import { readEvent } from '../support/read-event.ts';

describe('what text may hold', () => {
  const content = (text: string) => {
    const event = readEvent(`{"event_type":"message.added","event_id":"e","conversation_id":"c","message":{"message_id":"m","role":"user","content":${text}}}`);
    return event.kind === 'message.added' ? event.message.content : undefined;
  };

  test.each([
    ['a lone high surrogate', String.raw`"a\ud83d b"`, 'a\ufffd b'],
    ['a lone low surrogate', String.raw`"\uDE00"`, '\ufffd'],
    ['a pair', String.raw`"\ud83d\ude00"`, '😀'],
    ['an escaped backslash before what looks like an escape', String.raw`"\\ud83d"`, String.raw`\ud83d`],
    ['NUL', String.raw`"\u0000"`, '\0'],
    ['a long integer in a text', String.raw`"{\"version\": 1709287200123456789, \"a\": 1}"`, '{"version": 1709287200123456789, "a": 1}'],
    ['a text that begins like a member', '": 1709287200123456789, b"', ': 1709287200123456789, b'],
    ['the name of the prototype', '"__proto__"', '__proto__'],
  ])('%s', (_, text, expected) => expect(content(text)).toBe(expected));

  test('a member called __proto__ changes nothing', () => {
    for (const name of ['__proto__', String.raw`\u005f_proto__`]) {
      const event = readEvent(`{"event_type":"entity.created","event_id":"e","entity":{"id":"e1","name":"n","type":"T","properties":{"${name}":{"polluted":true},"a":1}}}`);
      expect(event).toMatchObject({ entity: { properties: { a: 1 } } });
      expect(JSON.stringify(event, (_, value) => (typeof value === 'bigint' ? String(value) : value))).not.toContain('polluted');
    }
  });

  test('an integer that a double holds stays a number; a longer one becomes its digits', () => {
    const properties = '{"safe": 1709287200123456, "long": 1709287200123456789}';
    expect(readEvent(`{"event_type":"entity.created","event_id":"e","entity":{"id":"e1","name":"n","type":"T","properties":${properties}}}`))
      .toMatchObject({ entity: { properties: { safe: 1_709_287_200_123_456, long: '1709287200123456789' } } });
  });
});
