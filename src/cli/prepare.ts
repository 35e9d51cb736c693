import type { Config } from '../config.ts';
import { archivedTopics, topics } from '../events/topics.ts';
import { createTopics, type TopicDifference } from '../log/create-topics.ts';
import { resolveEpochs } from '../log/epochs.ts';
import { kafkaLog } from '../log/kafka.ts';
import { checkAnalytics } from '../sources/analytics/check.ts';
import { clickHouseArchive } from '../sources/analytics/archive.ts';
import { connectAnalytics } from '../sources/analytics/connect.ts';
import { migrateAnalytics } from '../sources/analytics/migrate.ts';
import { checkGraph } from '../sources/graph/check.ts';
import { connectGraph } from '../sources/graph/connect.ts';
import { migrateGraph } from '../sources/graph/migrate.ts';
import type { Steps } from './steps.ts';

/** A configuration in which every engine has an address. */
export type Located = Config & Required<Pick<Config, 'kafka' | 'neo4j' | 'clickhouse'>>;

/**
 * Makes the stores and the log ready for the roles: checks who answers, applies migrations, creates topics, settles epochs.
 * Safe to do again, and beside roles that run.
 * @throws HelixError START_FAILED that says what to do
 */
export async function prepare(config: Located, steps: Steps): Promise<{ readonly createdTopics: readonly string[] }> {
  await steps.run('Neo4j migrated', async () => {
    await checkGraph(config.neo4j);
    const driver = connectGraph(config.neo4j);
    try {
      await migrateGraph(driver, config.neo4j.database);
    } finally {
      await driver.close();
    }
  });
  await steps.run('ClickHouse migrated', async () => {
    await checkAnalytics(config.clickhouse);
    await migrateAnalytics(config.clickhouse);
  });
  const { created, differences } = await steps.run('Topics created', () => createTopics(config.kafka, topics, () => {}));
  for (const { topic, difference, risk } of differences as readonly TopicDifference[]) steps.say(`! ${topic}: ${difference}; ${risk}.`);

  const renewed = await steps.run('Log compared with its archive', () => settleEpochs(config));
  for (const topic of renewed) steps.say(`! ${topic} was made anew: earlier positions in it are refused, and it is read from its beginning.`);
  return { createdTopics: created };
}

async function settleEpochs(config: Located): Promise<readonly string[]> {
  const client = connectAnalytics(config.clickhouse);
  const log = kafkaLog({ kafka: config.kafka, clientId: 'helixgraph-prepare', epochs: new Map(), log: () => {} });
  try {
    const archive = clickHouseArchive(client);
    return (await resolveEpochs(log, archive, archive, archivedTopics)).renewed;
  } finally {
    await log.close();
    await client.close();
  }
}
