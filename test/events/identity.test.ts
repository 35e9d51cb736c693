import { describe, expect, test } from 'vitest';
import { AT, enveloped, readEvent } from '../support/read-event.ts';

describe('identity', () => {
  const content = { conversation_id: 'c1', message: 'Hello', timestamp: AT };

  test('the same content has the same id, whatever order its members come in, and in whatever envelope', () => {
    const turned = { timestamp: AT, message: 'Hello', conversation_id: 'c1' };
    expect(readEvent(content).id).toMatch(/^sha256-[0-9a-f]{64}$/);
    expect(readEvent(turned).id).toBe(readEvent(content).id);
    expect(readEvent(enveloped(content)).id).toBe(readEvent(content).id);
    expect(readEvent(enveloped(content, { id: 'another' })).id).toBe(readEvent(content).id);
  });

  test('another content or another topic is another event', () => {
    expect(readEvent({ ...content, message: 'Hello!' }).id).not.toBe(readEvent(content).id);
    expect(readEvent(content, { topic: 'conversation-events' }).id).not.toBe(readEvent(content).id);
  });
});
