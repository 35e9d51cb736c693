import { TENANT_HEADER } from '../events/topics.ts';
import { time } from '../sources/analytics/insert.ts';
import type { Row } from '../sources/analytics/tables.ts';
import type { Decoded } from './projection.ts';

/** A record as it came, and what became of it: the event it holds, or why it was refused. */
export function archiveRow({ record, outcome }: Decoded, payloadHash = ''): Row<'archive'> {
  const event = 'event' in outcome ? outcome.event : undefined;
  const refusal = 'refusal' in outcome ? outcome.refusal : undefined;
  return {
    topic: record.topic,
    partition: record.partition,
    epoch: record.epoch,
    offset: record.offset,
    key: record.key,
    value: record.value,
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
