import { describe, expect, test } from 'vitest';
import { at, readEvent } from '../support/read-event.ts';

const VERSION = '1709287200123456789';

describe('times', () => {
  test.each([
    ['2024-03-01T10:00:00Z', Date.UTC(2024, 2, 1, 10)],
    ['2024-03-01T12:00:00.123456789+02:00', at],
    ['2024-03-01 10:00:00', Date.UTC(2024, 2, 1, 10)],
    [1_709_287_200, Date.UTC(2024, 2, 1, 10)],
    [1_709_287_200_123, at],
    [1_709_287_200_123_456, at],
    ['1970-01-01T00:00:00Z', 0],
  ])('%s', (timestamp, expected) => expect(readEvent({ event_type: 'conversation.paused', event_id: 'e', conversation_id: 'c', timestamp }).at).toBe(expected));

  test('nanoseconds since 1970', () => {
    expect(readEvent(`{"event_type":"conversation.paused","event_id":"e","conversation_id":"c","timestamp":${VERSION}}`).at).toBe(at);
  });
});
