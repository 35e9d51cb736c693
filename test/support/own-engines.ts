import { join } from 'node:path';
import { startClickHouse } from '../../src/engines/clickhouse.ts';
import { startKafka } from '../../src/engines/kafka.ts';

/** A program that owns two engines in the folder it is given, until it is killed. Says their pids when they answer. */
const folder = process.argv[2]!;
const log = () => {};
const engines = await Promise.all([
  startKafka({ folder: join(folder, 'kafka'), log }),
  startClickHouse({ folder: join(folder, 'clickhouse'), log }),
]);
console.log(`pids ${engines.map(({ pid }) => pid).join(' ')}`);
