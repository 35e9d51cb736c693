import { mkdir, writeFile } from 'node:fs/promises';
import { inspect } from 'node:util';
import { atRest } from './at-rest.ts';
import { briefing } from './briefing.ts';
import { clickHouseProjection } from './clickhouse-projection.ts';
import { eventToSubscriber } from './event-to-subscriber.ts';
import { ingest } from './ingest.ts';
import { joinedQuery } from './joined-query.ts';
import { logAppend } from './log-append.ts';
import { neo4jProjection } from './neo4j-projection.ts';
import type { Benchmark } from './support/benchmark.ts';
import { openLab } from './support/lab.ts';
import { asJson, asTable, type Result } from './support/report.ts';

/** In the order in which they run: `ingest` first, since its recordings want engines that are cold. */
const benchmarks: readonly Benchmark[] = Object.freeze([
  ingest, briefing, joinedQuery, eventToSubscriber, logAppend, neo4jProjection, clickHouseProjection, atRest,
]);

const RESULTS = new URL('./results/', import.meta.url);

const names = process.argv.slice(2);
const unknown = names.filter((name) => !benchmarks.some((one) => one.name === name));
if (unknown.length > 0) {
  process.stderr.write(`There is no benchmark ${unknown.join(', ')}. There are: ${benchmarks.map(({ name }) => name).join(', ')}.\n`);
  process.exit(1);
}

const lab = await openLab(process.env);
const results: Result[] = [];
try {
  for (const benchmark of benchmarks.filter(({ name }) => names.length === 0 || names.includes(name))) {
    lab.say(`\n${benchmark.name}: ${benchmark.conditions}`);
    const outcome = await benchmark.run(lab).then(
      (figures) => ({ figures }),
      (error: unknown) => ({ figures: [], failure: error instanceof Error ? String(error.stack) : inspect(error) }),
    );
    process.stdout.write(`${asJson(benchmark, outcome)}\n`);
    results.push({ benchmark: benchmark.name, conditions: benchmark.conditions, ...outcome });
  }
} finally {
  await lab.stop();
}
await mkdir(RESULTS, { recursive: true });
await writeFile(new URL('latest.json', RESULTS), JSON.stringify({ at: new Date().toISOString(), results }, null, 2));
process.stdout.write(`\n${asTable(results)}\n`);
process.exit(results.some(({ failure }) => failure !== undefined) ? 1 : 0);
