import type { Config } from '../config.ts';
import { HelixError } from '../errors.ts';
import type { EventLog } from '../log/event-log.ts';
import { kafkaLog } from '../log/kafka.ts';

/**
 * The log for a verb that needs nothing else. Epochs do not matter to it.
 * @throws HelixError CONFIG_INVALID when no brokers are known
 */
export function logOf({ kafka, dataFolder }: Config): EventLog {
  if (!kafka) {
    throw new HelixError('CONFIG_INVALID', `Nothing runs on the data folder ${dataFolder}. Run \`helixgraph start\` there, or set KAFKA_BROKERS.`);
  }
  return kafkaLog({ kafka, clientId: 'helixgraph-cli', epochs: new Map(), log: () => {} });
}
