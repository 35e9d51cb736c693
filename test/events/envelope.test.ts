import { describe, expect, test } from 'vitest';
import { AT, GO_ZERO, at, base64, enveloped, readEvent } from '../support/read-event.ts';

describe('envelopes', () => {
  const event = { event_id: 'cevt-1', event_type: 'conversation.archived', timestamp: AT, conversation_id: 'c1', user_id: 'u1' };
  const expected = { kind: 'conversation.status', id: 'cevt-1', tenant: 'default', at, version: 0n, conversationId: 'c1', userId: 'u1', status: 'archived' };

  test('an event may come raw', () => expect(readEvent(event)).toEqual(expected));

  test("an event may come in the broker's envelope", () => expect(readEvent(enveloped(event))).toEqual(expected));

  test('an event may come in an envelope in an envelope', () => {
    const inner = { id: 'e-1', type: 'debate.started', source: 'helix', data: base64(event), timestamp: AT };
    expect(readEvent(enveloped(inner))).toEqual(expected);
  });

  test("the envelope's type names an event that does not say what it is", () => {
    const { event_type: _, ...silent } = event;
    expect(readEvent(enveloped(silent, { type: 'conversation.paused' }))).toMatchObject({ kind: 'conversation.status', status: 'paused' });
    expect(readEvent(silent, { headers: { event_type: 'conversation.archived' } })).toMatchObject({ status: 'archived' });
  });

  test("the envelope's time, then the log's, stands in for an absent one", () => {
    const timeless = { ...event, timestamp: GO_ZERO };
    expect(readEvent(enveloped(timeless)).at).toBe(Date.UTC(2024, 2, 1, 10, 0, 1));
    expect(readEvent(timeless, { appendedAt: 77 }).at).toBe(77);
  });

  test('the tenant is the one in the record header', () => {
    expect(readEvent(event, { headers: { tenant: 'acme' } }).tenant).toBe('acme');
    expect(readEvent(event, { headers: { tenant: '' } }).tenant).toBe('default');
  });
});
