import { decode } from '../../src/events/decode.ts';
import type { Event } from '../../src/events/event.ts';

/** A time as Go writes it, and as events have it. */
export const AT = '2024-03-01T10:00:00.123456789Z';
export const at = Date.UTC(2024, 2, 1, 10, 0, 0, 123);
export const GO_ZERO = '0001-01-01T00:00:00Z';

interface Given {
  readonly topic?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly appendedAt?: number;
}

/** Decodes an object or a JSON text as the value of a record; its tenant is `default` unless a header says another. */
export function readEvent(value: object | string, { topic = 'helixagent.conversations', headers = {}, appendedAt = 42 }: Given = {}): Event {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return decode({ topic, headers, appendedAt, value: Buffer.from(text) }, 'default');
}

export function base64(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64');
}

/** An event as HelixAgent's broker writes it, with Go's zero time in what was not set. */
export function enveloped(event: object, more: object = {}): object {
  return {
    id: '20240301100000-aaaaaaaaaaaa', type: 'conversation.event', payload: base64(event), headers: {}, timestamp: '2024-03-01T10:00:01Z',
    priority: 5, retry_count: 0, max_retries: 3, expiration: GO_ZERO, delivery_mode: 2, state: 'pending', ...more,
  };
}
