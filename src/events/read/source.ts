import type { Event } from '../event.ts';
import type { Fields } from '../fields.ts';

/** An event as it came, opened and identified: what a reader makes the canonical one from. */
export interface Source {
  readonly event: Fields;
  /** Where the shape puts its content: `data` in HelixAgent's bigdata and analytics events, else the event itself. */
  readonly data: Fields;
  readonly metadata: Fields;
  readonly occurrence: { readonly id: string; readonly tenant: string; readonly at: number; readonly version: bigint; readonly nodeId?: string };
}

/** @throws HelixError EVENT_INVALID naming the field, what was expected and what came */
export type EventReader = (source: Source) => Event;

/** Readers by the name that producers give the event. */
export type Readers = Readonly<Record<string, EventReader>>;

export function belonging({ event, data, metadata }: Source): { userId?: string; userName?: string; sessionId?: string } {
  return {
    userId: event.optionalId('user_id') ?? data.optionalId('user_id'),
    userName: metadata.text('user_name'),
    sessionId: event.optionalId('session_id') ?? data.optionalId('session_id'),
  };
}

export function conversationOf({ event, data, metadata }: Source): string | undefined {
  return event.optionalId('conversation_id') ?? data.optionalId('conversation_id') ?? metadata.optionalId('conversation_id');
}
