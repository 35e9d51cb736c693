-- What happened when: one row for each fact of an event. The event id is in every key, so a repeated row replaces itself,
-- and what a thing is now is read from its rows by `order_key`, which sorts like (version, time, event id):
-- rows may come in any order. Times are event times.

-- Each addition, edit and deletion of a message. `place` sorts like (sequence, time, message id).
CREATE TABLE IF NOT EXISTS messages (
  tenant LowCardinality(String),
  conversation_id String,
  message_id String,
  event_id String,
  kind Enum8('added' = 1, 'retold' = 2, 'updated' = 3, 'deleted' = 4),
  order_key String,
  place String,
  sequence Nullable(Int64),
  at DateTime64(3, 'UTC'),
  created_at DateTime64(3, 'UTC'),
  user_id Nullable(String),
  session_id Nullable(String),
  role LowCardinality(Nullable(String)),
  content Nullable(String) CODEC(ZSTD),
  model LowCardinality(Nullable(String)),
  tokens Nullable(UInt64),
  INDEX by_message message_id TYPE bloom_filter(0.01) GRANULARITY 1
) ENGINE = ReplacingMergeTree
PARTITION BY toYYYYMM(at)
ORDER BY (tenant, conversation_id, message_id, event_id)
SETTINGS index_granularity = 1024;

CREATE TABLE IF NOT EXISTS conversation_events (
  tenant LowCardinality(String),
  conversation_id String,
  event_id String,
  kind LowCardinality(String),
  order_key String,
  at DateTime64(3, 'UTC'),
  user_id Nullable(String),
  session_id Nullable(String),
  title Nullable(String),
  status LowCardinality(Nullable(String)),
  outcome LowCardinality(Nullable(String)),
  starts_at Nullable(DateTime64(3, 'UTC')),
  ends_at Nullable(DateTime64(3, 'UTC')),
  messages Nullable(UInt64),
  entities Nullable(UInt64),
  tokens Nullable(UInt64),
  debates Nullable(UInt64),
  llm_calls Nullable(UInt64),
  debate_rounds Nullable(UInt64),
  average_response_time_ms Nullable(Float64),
  compressed Nullable(Bool),
  compression_ratio Nullable(Float64),
  key_topics Array(String)
) ENGINE = ReplacingMergeTree
PARTITION BY toYYYYMM(at)
ORDER BY (tenant, conversation_id, event_id);

CREATE TABLE IF NOT EXISTS compressions (
  tenant LowCardinality(String),
  conversation_id String,
  compression_id String,
  event_id String,
  order_key String,
  at DateTime64(3, 'UTC'),
  strategy LowCardinality(Nullable(String)),
  original_messages Nullable(UInt64),
  compressed_messages Nullable(UInt64),
  original_tokens Nullable(UInt64),
  compressed_tokens Nullable(UInt64),
  duration_ms Nullable(Float64),
  summary Nullable(String) CODEC(ZSTD)
) ENGINE = ReplacingMergeTree
ORDER BY (tenant, conversation_id, compression_id, event_id);

CREATE TABLE IF NOT EXISTS mentions (
  tenant LowCardinality(String),
  entity_id String,
  at DateTime64(3, 'UTC'),
  event_id String,
  conversation_id String,
  message_id Nullable(String),
  INDEX by_message message_id TYPE bloom_filter(0.01) GRANULARITY 1
) ENGINE = ReplacingMergeTree
PARTITION BY toYYYYMM(at)
ORDER BY (tenant, entity_id, at, event_id);

CREATE TABLE IF NOT EXISTS debates (
  tenant LowCardinality(String),
  debate_id String,
  event_id String,
  kind Enum8('started' = 1, 'measured' = 2, 'completed' = 3),
  order_key String,
  at DateTime64(3, 'UTC'),
  conversation_id Nullable(String),
  topic Nullable(String),
  outcome LowCardinality(Nullable(String)),
  winner_provider LowCardinality(Nullable(String)),
  winner_model LowCardinality(Nullable(String)),
  winner_position Nullable(String),
  confidence Nullable(Float64),
  rounds Nullable(UInt64),
  tokens Nullable(UInt64),
  duration_ms Nullable(Float64)
) ENGINE = ReplacingMergeTree
ORDER BY (tenant, debate_id, event_id);

-- Who took part, by each event that says so: a round, or the list that the debate began or ended with.
CREATE TABLE IF NOT EXISTS debate_participants (
  tenant LowCardinality(String),
  debate_id String,
  event_id String,
  source Enum8('round' = 1, 'started' = 2, 'completed' = 3),
  provider LowCardinality(String),
  model LowCardinality(String),
  position String,
  won Bool,
  response_time_ms Nullable(Float64),
  tokens Nullable(UInt64),
  confidence Nullable(Float64)
) ENGINE = ReplacingMergeTree
ORDER BY (tenant, debate_id, event_id, provider, model, position);

CREATE TABLE IF NOT EXISTS debate_rounds (
  tenant LowCardinality(String),
  debate_id String,
  round_id String,
  event_id String,
  order_key String,
  at DateTime64(3, 'UTC'),
  round UInt32,
  position Nullable(String),
  role LowCardinality(Nullable(String)),
  provider LowCardinality(Nullable(String)),
  model LowCardinality(Nullable(String)),
  response Nullable(String) CODEC(ZSTD),
  response_time_ms Nullable(Float64),
  tokens Nullable(UInt64),
  confidence Nullable(Float64),
  error_count Nullable(UInt64)
) ENGINE = ReplacingMergeTree
ORDER BY (tenant, debate_id, round_id, event_id)
SETTINGS index_granularity = 1024;

CREATE TABLE IF NOT EXISTS provider_metrics (
  tenant LowCardinality(String),
  provider LowCardinality(String),
  model LowCardinality(String),
  at DateTime64(3, 'UTC') CODEC(Delta, ZSTD),
  event_id String,
  request_id String,
  debate_id Nullable(String),
  round Nullable(UInt32),
  response_time_ms Float64,
  time_to_first_token_ms Nullable(Float64),
  tokens UInt64,
  prompt_tokens Nullable(UInt64),
  completion_tokens Nullable(UInt64),
  confidence Nullable(Float64),
  success Bool,
  error_type LowCardinality(Nullable(String)),
  error_count Nullable(UInt64),
  cost_usd Nullable(Float64)
) ENGINE = ReplacingMergeTree
PARTITION BY toYYYYMM(at)
ORDER BY (tenant, provider, model, at, event_id);

CREATE TABLE IF NOT EXISTS memory_events (
  tenant LowCardinality(String),
  memory_id String,
  event_id String,
  kind LowCardinality(String),
  order_key String,
  version Int64,
  at DateTime64(3, 'UTC'),
  node_id Nullable(String),
  user_id Nullable(String),
  session_id Nullable(String),
  conversation_id Nullable(String),
  content Nullable(String) CODEC(ZSTD),
  type LowCardinality(Nullable(String)),
  category Nullable(String),
  importance Nullable(Float64),
  tags Array(String),
  entity_ids Array(String),
  source_message_ids Array(String),
  merged_from Array(String)
) ENGINE = ReplacingMergeTree
PARTITION BY toYYYYMM(at)
ORDER BY (tenant, memory_id, event_id);
