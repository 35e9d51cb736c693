-- Each statement is safe to repeat: a process that dies between two of them runs the file again.

-- What the log held, who said it first, and how far each projection is.
-- These tables are about the log itself, which all tenants share: their keys begin with its coordinates.

-- Every record as it came, byte for byte.
-- A refused record is here too, with the reason, so that no offset is missing without one.
CREATE TABLE IF NOT EXISTS archive (
  topic LowCardinality(String),
  partition UInt32,
  epoch UInt32,
  offset Int64 CODEC(Delta, LZ4),
  key Nullable(String),
  value Nullable(String) CODEC(ZSTD),
  headers Map(LowCardinality(String), String),
  appended_at DateTime64(3, 'UTC') CODEC(Delta, LZ4),
  tenant LowCardinality(String),
  event_id String,
  kind LowCardinality(String),
  payload_hash String,
  refusal_code LowCardinality(String),
  refusal String
) ENGINE = ReplacingMergeTree
PARTITION BY toYYYYMM(appended_at)
ORDER BY (topic, partition, epoch, offset)
SETTINGS index_granularity = 1024;

-- The payload that an event id stands for: the same id with another payload is a conflict.
CREATE TABLE IF NOT EXISTS identities (
  tenant LowCardinality(String),
  event_hash FixedString(8),
  event_id String,
  payload_hash String
) ENGINE = ReplacingMergeTree
ORDER BY (tenant, event_hash, event_id)
SETTINGS index_granularity = 512;

CREATE TABLE IF NOT EXISTS positions (
  `projection` LowCardinality(String),
  generation UInt32,
  topic LowCardinality(String),
  partition UInt32,
  epoch UInt32,
  next Int64
) ENGINE = ReplacingMergeTree(next)
ORDER BY (`projection`, generation, topic, partition, epoch);

-- The generations of each topic: a new one begins when the topic was made anew.
CREATE TABLE IF NOT EXISTS epochs (
  topic LowCardinality(String),
  epoch UInt32,
  since DateTime64(3, 'UTC')
) ENGINE = ReplacingMergeTree
ORDER BY (topic, epoch);
