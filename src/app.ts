import { createRequire } from 'node:module';
import type { ClickHouseClient } from '@clickhouse/client';
import type { Driver } from 'neo4j-driver';
import { pino, type Logger } from 'pino';
import type { Config, Neo4jConfig, RoleName } from './config.ts';
import { HelixError } from './errors.ts';
import { archivedTopics, topics } from './events/topics.ts';
import { authenticator } from './identity/authenticator.ts';
import { logFeed } from './live/log-feed.ts';
import type { Archive } from './log/archive.ts';
import { deadLetterPage } from './log/dead-letters.ts';
import type { Epochs, EventLog } from './log/event-log.ts';
import { followPositions } from './log/follow-positions.ts';
import { kafkaLog } from './log/kafka.ts';
import { positionCodec } from './log/position-codec.ts';
import { trimLog } from './log/trim.ts';
import { analyticsProjection } from './processors/analytics.projection.ts';
import { graphProjection } from './processors/graph.projection.ts';
import type { Projection } from './processors/projection.ts';
import { runProjection } from './processors/run.ts';
import { untilItAnswers } from './processors/until-it-answers.ts';
import type { Audit } from './request/audit.ts';
import { landmarks } from './sample/landmarks.ts';
import { auditLog } from './server/audit-log.ts';
import { startServer } from './server/server.ts';
import { analyticsBreaker } from './sources/analytics/breaker.ts';
import { analyticsReads } from './sources/analytics/analytics-reads.ts';
import { clickHouseArchive } from './sources/analytics/archive.ts';
import { connectAnalytics } from './sources/analytics/connect.ts';
import { boundedSelect } from './sources/analytics/select.ts';
import { graphBreaker } from './sources/graph/breaker.ts';
import { connectGraph } from './sources/graph/connect.ts';
import { graphReads } from './sources/graph/graph-reads.ts';
import { memoryText } from './sources/graph/memory-text.ts';

export interface RunningRole {
  /** Where the API answers; none for other roles. */
  readonly url?: string;
  stop(): Promise<void>;
}

export interface RoleOptions {
  /** Told before each durable step of a projection: where a test kills the process. */
  readonly step?: (name: string) => void;
  /** Told of each denial and each write instead of the log. */
  readonly audit?: Audit;
}

const TRIM_EVERY_MS = 3_600_000;

/**
 * The composition root: starts one role in this process. Every engine has an address by now.
 * @throws HelixError START_FAILED, and CONFIG_INVALID when an engine has no address
 */
export async function startRole(config: Config, role: RoleName, options: RoleOptions = {}): Promise<RunningRole> {
  const parts = await connect(config, role, options);
  const running = await (role === 'api' ? startApi(config, parts, options) : startProjector(config, parts, options)).catch(async (error: unknown) => {
    await parts.close();
    throw error;
  });
  return {
    url: running.url,
    async stop() {
      await running.stop();
      await parts.close();
    },
  };
}

/** What every role holds. */
interface Parts {
  readonly logger: Logger;
  readonly epochs: Epochs;
  readonly log: EventLog;
  readonly archive: Archive;
  readonly driver: Driver;
  readonly neo4j: Neo4jConfig;
  readonly clickhouse: ClickHouseClient;
  readonly graph: Projection;
  readonly analytics: Projection;
  close(): Promise<void>;
}

async function connect({ kafka, neo4j, clickhouse: address, logLevel }: Config, role: RoleName, { step }: RoleOptions): Promise<Parts> {
  if (!kafka || !neo4j || !address) throw new HelixError('CONFIG_INVALID', 'A role needs KAFKA_BROKERS, NEO4J_URI and CLICKHOUSE_URL. `helixgraph start` sets them.');
  const logger = pino({ name: `helixgraph-${role}`, level: logLevel }, pino.destination(2));
  const driver = connectGraph(neo4j);
  const clickhouse = connectAnalytics(address);
  const archive = clickHouseArchive(clickhouse);
  const epochs = await untilItAnswers(() => archive.readEpochs(), {
    signal: new AbortController().signal,
    onFailure: (error) => logger.warn({ reason: error.message }, 'Waiting for ClickHouse.'),
    onRecovery: () => logger.info('ClickHouse answers.'),
  });
  const log = kafkaLog({ kafka, clientId: `helixgraph-${role}`, epochs, log: (level, message, facts) => logger[level](facts, message) });
  return {
    logger, epochs, log, archive, driver, neo4j, clickhouse,
    graph: graphProjection({ driver, database: neo4j.database, step }),
    analytics: analyticsProjection({ client: clickhouse, step }),
    async close() {
      await log.close();
      await Promise.all([driver.close(), clickhouse.close()]);
    },
  };
}

/** Keeps both stores equal to the log, and the log within its retention. */
async function startProjector({ tenant }: Config, { logger, epochs, log, archive, graph, analytics }: Parts, { step }: RoleOptions): Promise<RunningRole> {
  const running = [graph, analytics].map((projection) => runProjection({
    projection, log, archive, epochs, step,
    defaultTenant: tenant,
    reportsUndecodable: projection === analytics,
    warn: (message, facts) => logger.warn(facts, message),
  }));
  const trim = () => trimLog(log, archive, epochs, topics, Date.now()).then(
    (trimmed) => { if (trimmed.size > 0) logger.info({ partitions: trimmed.size }, 'Trimmed the log behind the archive.'); },
    (error: unknown) => logger.warn({ error }, 'The log could not be trimmed.'),
  );
  void trim();
  const trimming = setInterval(() => void trim(), TRIM_EVERY_MS);
  return {
    async stop() {
      clearInterval(trimming);
      await Promise.all(running.map((one) => one.stop()));
    },
  };
}

/** Serves the graph, follows the log for subscriptions and the announcements for positions. */
async function startApi(config: Config, { logger, epochs, log, archive, driver, neo4j, clickhouse, graph, analytics }: Parts, { audit = auditLog(logger) }: RoleOptions): Promise<RunningRole> {
  const { tenant } = config;
  const reader = config.clickhouse?.reader ? connectAnalytics({ ...config.clickhouse, ...config.clickhouse.reader }) : clickhouse;
  if (config.positionKey === undefined) throw new HelixError('CONFIG_INVALID', 'The API needs HELIXGRAPH_POSITION_KEY. `helixgraph start` sets it.');
  const { version } = createRequire(import.meta.url)('../package.json') as { version: string };
  const breaker = analyticsBreaker();
  const codec = positionCodec(Buffer.from(config.positionKey, 'hex'));
  const feed = logFeed({
    log, archive, epochs,
    topics: archivedTopics,
    defaultTenant: tenant,
    archived: () => positions.freshness('analytics').position,
    queueEvents: config.limits.subscriptionQueue,
    encode: (position, ofTenant) => codec.encode(position, ofTenant),
  });
  const positions = followPositions({
    log, epochs,
    topics: { graph: graph.topics, analytics: analytics.topics },
    stored: { graph: (partitions) => graph.positions(partitions), analytics: (partitions) => analytics.positions(partitions) },
    end: () => feed.position(),
  });
  await feed.ready;
  const server = await startServer({
    host: config.host,
    port: config.port,
    limits: config.limits,
    origins: config.origins,
    operationsFolder: config.operationsFolder,
    safelist: config.safelist,
    introspection: config.introspection,
    logger,
    exampleValues: landmarks,
    authenticator: authenticator(config),
    audit,
    ports: {
      version, positions, feed, codec,
      timeoutMs: config.requestTimeoutMs,
      statementTimeoutMs: config.statementTimeoutMs,
      neo4j: { driver, database: neo4j.database, breaker: graphBreaker() },
      graphReads: (bounded, database) => ({ ...graphReads(bounded, database), ...memoryText(bounded, database) }),
      analyticsReads: ({ signal, before }) => analyticsReads(boundedSelect({ client: reader, breaker, signal, before, limitMs: config.statementTimeoutMs })),
      append: (record) => log.append(record),
      async logVersion() {
        await log.watermarks([topics[0]!.name]);
        return null;
      },
      deadLetters: (ofTenant, first, after) => deadLetterPage(log, { tenant: ofTenant, defaultTenant: tenant, first, after }),
    },
  });
  return {
    url: server.url,
    async stop() {
      await server.stop();
      await Promise.all([feed.close(), positions.close(), ...(reader === clickhouse ? [] : [reader.close()])]);
    },
  };
}
