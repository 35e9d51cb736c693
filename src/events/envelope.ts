import { Fields } from './fields.ts';
import { parseJson } from './json.ts';
import { refuse } from './refuse.ts';

/** An event out of whatever it came in. */
export interface Opened {
  readonly event: Fields;
  /** What the innermost envelope that says so calls it: a hint, for events that do not say it themselves. */
  readonly type?: string;
  /** When the envelope was made. */
  readonly at?: number;
}

const DEEPEST = 4;

/**
 * Takes an event out of HelixAgent's envelopes: the broker's `Message` (base64 in `payload`), `messaging.Event`
 * (base64 in `data`), one in the other, or none.
 * @throws HelixError EVENT_INVALID when there is no JSON object inside
 */
export function openEnvelope(value: Buffer | null): Opened {
  if (value === null) return refuse('value', 'a JSON object', null);
  let event = parse(value, 'value', 'a JSON object');
  let type: string | undefined;
  let at: number | undefined;
  for (let depth = 0; depth < DEEPEST; depth++) {
    const field = envelopeField(event);
    if (field === undefined) return { event, type, at };
    type = event.text('type') ?? type;
    at = event.time('timestamp') ?? at;
    event = parse(Buffer.from(String(event.object[field]), 'base64'), field, 'base64 of a JSON object');
  }
  return refuse('payload', `at most ${DEEPEST} envelopes`, 'more');
}

function envelopeField({ object }: Fields): 'payload' | 'data' | undefined {
  if (object['event_type'] !== undefined || object['update_type'] !== undefined) return undefined;
  if (typeof object['payload'] === 'string') return 'payload';
  return typeof object['data'] === 'string' && typeof object['type'] === 'string' ? 'data' : undefined;
}

function parse(bytes: Buffer, field: string, expected: string): Fields {
  const text = bytes.toString('utf8');
  let value: unknown;
  try {
    value = parseJson(text);
  } catch {
    return refuse(field, expected, text);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return refuse(field, expected, value);
  return new Fields(value as Record<string, unknown>);
}
