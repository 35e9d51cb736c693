/** The tables and their columns, as `schema/clickhouse` makes them: the order in which rows are written. */
export const tables = {
  archive: [
    'topic', 'partition', 'epoch', 'offset', 'key', 'value', 'headers', 'appended_at', 'tenant', 'event_id', 'kind', 'payload_hash',
    'refusal_code', 'refusal',
  ],
  identities: ['tenant', 'event_hash', 'event_id', 'payload_hash'],
  positions: ['projection', 'generation', 'topic', 'partition', 'epoch', 'next'],
  epochs: ['topic', 'epoch', 'since'],
  messages: [
    'tenant', 'conversation_id', 'message_id', 'event_id', 'kind', 'order_key', 'place', 'sequence', 'at', 'created_at', 'user_id',
    'session_id', 'role', 'content', 'model', 'tokens',
  ],
  conversation_events: [
    'tenant', 'conversation_id', 'event_id', 'kind', 'order_key', 'at', 'user_id', 'session_id', 'title', 'status', 'outcome', 'starts_at',
    'ends_at', 'messages', 'entities', 'tokens', 'debates', 'llm_calls', 'debate_rounds', 'average_response_time_ms', 'compressed',
    'compression_ratio', 'key_topics',
  ],
  compressions: [
    'tenant', 'conversation_id', 'compression_id', 'event_id', 'order_key', 'at', 'strategy', 'original_messages', 'compressed_messages',
    'original_tokens', 'compressed_tokens', 'duration_ms', 'summary',
  ],
  mentions: ['tenant', 'entity_id', 'at', 'event_id', 'conversation_id', 'message_id'],
  debates: [
    'tenant', 'debate_id', 'event_id', 'kind', 'order_key', 'at', 'conversation_id', 'topic', 'outcome', 'winner_provider', 'winner_model',
    'winner_position', 'confidence', 'rounds', 'tokens', 'duration_ms',
  ],
  debate_participants: [
    'tenant', 'debate_id', 'event_id', 'source', 'provider', 'model', 'position', 'won', 'response_time_ms', 'tokens', 'confidence',
  ],
  debate_rounds: [
    'tenant', 'debate_id', 'round_id', 'event_id', 'order_key', 'at', 'round', 'position', 'role', 'provider', 'model', 'response',
    'response_time_ms', 'tokens', 'confidence', 'error_count',
  ],
  provider_metrics: [
    'tenant', 'provider', 'model', 'at', 'event_id', 'request_id', 'debate_id', 'round', 'response_time_ms', 'time_to_first_token_ms',
    'tokens', 'prompt_tokens', 'completion_tokens', 'confidence', 'success', 'error_type', 'error_count', 'cost_usd',
  ],
  memory_events: [
    'tenant', 'memory_id', 'event_id', 'kind', 'order_key', 'version', 'at', 'node_id', 'user_id', 'session_id', 'conversation_id', 'content',
    'type', 'category', 'importance', 'tags', 'entity_ids', 'source_message_ids', 'merged_from',
  ],
} as const;

export type Table = keyof typeof tables;

/** One row. A column that is left out is NULL, or the default of its type. */
export type Row<T extends Table> = { readonly [C in (typeof tables)[T][number]]?: Cell };

/** Numbers of 64 bits come as bigint, bytes as they are, times as `time` writes them. */
export type Cell = string | number | bigint | boolean | Buffer | readonly string[] | Readonly<Record<string, string>> | null;
