import { TENANT_HEADER } from '../events/topics.ts';
import { time, type Row } from '../sources/analytics/insert.ts';
import type { Decoded } from './projection.ts';

/** Named one by one, because a column that is only for inserting is left out otherwise: `value_base64`. */
export const ARCHIVE_COLUMNS = [
  'topic', 'partition', 'epoch', 'offset', 'key', 'value_base64', 'headers', 'appended_at',
  'tenant', 'event_id', 'kind', 'payload_hash', 'refusal_code', 'refusal',
] as const;

/** A record as it came, and what became of it: the event it holds, or why it was refused. */
export function archiveRow({ record, outcome }: Decoded, payloadHash = ''): Row {
  const event = 'event' in outcome ? outcome.event : undefined;
  const refusal = 'refusal' in outcome ? outcome.refusal : undefined;
  return {
    topic: record.topic,
    partition: record.partition,
    epoch: record.epoch,
    offset: record.offset.toString(),
    key: record.key,
    value_base64: record.value?.toString('base64') ?? null,
    headers: record.headers,
    appended_at: time(record.appendedAt),
    tenant: event?.tenant ?? record.headers[TENANT_HEADER] ?? '',
    event_id: event?.id ?? '',
    kind: event?.kind ?? '',
    payload_hash: payloadHash,
    refusal_code: refusal?.code ?? '',
    refusal: refusal?.reason ?? '',
  };
}
