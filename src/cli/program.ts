import { createRequire } from 'node:module';
import { Command, Option } from 'commander';
import { readConfig, type Config, type Env } from '../config.ts';
import { limitTable } from '../limits.ts';
import { readRunFile } from './run-file.ts';

const ENVIRONMENT = `
Environment:
  HOST, PORT                     where the API listens (127.0.0.1, 4000)
  HELIXGRAPH_DATA                the data folder of embedded engines (.helixgraph)
  HELIXGRAPH_ROLES               what this program runs: api, projector (both)
  HELIXGRAPH_TENANT              the tenant of records that name none (default)
  HELIXGRAPH_POSITION_KEY        64 hexadecimal digits that encrypt positions; replicas share it
  HELIXGRAPH_REQUEST_TIMEOUT_MS  how long a request may take (10000)
  HELIXGRAPH_STATEMENT_TIMEOUT_MS  how long one statement to a store may take (2500)
  HELIXGRAPH_ORIGINS             origins of web pages that may ask, with commas between, e.g. https://example.com
  HELIXGRAPH_OPERATIONS          a folder of .graphql files that clients may name by their SHA-256
  HELIXGRAPH_SAFELIST            true answers nothing but those operations (false)
  HELIXGRAPH_INTROSPECTION       true tells the schema and serves the explorer; false with NODE_ENV=production
  HELIXGRAPH_LOG_LEVEL           fatal, error, warn, info or debug (info)
  HELIXGRAPH_JWT_ISSUER, HELIXGRAPH_JWT_AUDIENCE, HELIXGRAPH_JWT_KEYS
                                 whose tokens are taken, for whom they must be, and the issuer's key set: https:// or a file;
                                 without them everybody on this machine is the development identity
  HELIXGRAPH_JWT_ALGORITHMS      signatures that are taken (RS256,PS256,ES256,EdDSA)
  HELIXGRAPH_JWT_TENANT_CLAIM, HELIXGRAPH_JWT_ROLES_CLAIM
                                 the claims that hold the tenant and the roles (tenant, roles)
  KAFKA_BROKERS                  host:port,… of a Kafka that runs; also KAFKA_TLS, KAFKA_USERNAME,
                                 KAFKA_PASSWORD, KAFKA_SASL_MECHANISM (plain, scram-sha-256, scram-sha-512)
  NEO4J_URI                      bolt:// or neo4j:// of a Neo4j that runs, with APOC; also NEO4J_USERNAME,
                                 NEO4J_PASSWORD, NEO4J_DATABASE
  CLICKHOUSE_URL                 http:// or https:// of a ClickHouse that runs; also CLICKHOUSE_USERNAME,
                                 CLICKHOUSE_PASSWORD, CLICKHOUSE_DATABASE,
                                 CLICKHOUSE_READER_USERNAME, CLICKHOUSE_READER_PASSWORD
An engine that no variable names is started here and kept in the data folder.

Limits of what one client may ask for, over HTTP and WebSocket alike:
${Object.values(limitTable).map(({ variable, means, standard }) => `  ${variable.padEnd(40)} ${means} (${standard})`).join('\n')}`;

/** The one command line: every verb, with its help. A verb is loaded when it is called: help need not wait for a server. */
export function program(env: Env, entry: string): Command {
  const { version } = createRequire(import.meta.url)('../../package.json') as { version: string };
  const root = new Command('helixgraph')
    .description('One GraphQL graph over the knowledge graph, analytics, memory and context of an LLM-agent platform, live from Kafka.')
    .version(version)
    .addHelpText('after', ENVIRONMENT)
    .showHelpAfterError('(helixgraph --help tells the verbs and their options)');

  root.command('start')
    .description('start the engines that no variable names, and every role; serve the API')
    .option('--no-sample', 'do not load the sample into a new data folder')
    .action(async (options: { sample: boolean }) => (await import('./start.ts')).start(readConfig(env), env, entry, options));

  root.command('import')
    .description('append the records of files to the log')
    .argument('<files...>', 'JSON lines, plain or .gz; each {"topic", "key", "headers", "value"}')
    .option('--tenant <tenant>', 'the tenant of records whose headers name none')
    .addHelpText('after', '\nAppending a file twice changes no answer: events are known by their ids.\nThe program that runs on the data folder takes the records; or set KAFKA_BROKERS.')
    .action(async (files: string[], options: { tenant?: string }) => (await import('./import.ts')).importFiles(await configOfOwner(env), files, options));

  const letters = root.command('dead-letters').description('records that could not be applied');
  letters.command('list')
    .description('show them, newest first')
    .option('--first <n>', 'how many', Number, 20)
    .addOption(new Option('--json', 'one JSON object a line, with the original bytes in base64'))
    .action(async (options: { first: number; json?: boolean }) => (await import('./dead-letters.ts')).deadLettersList(await configOfOwner(env), options));
  letters.command('replay')
    .description('append them to their topics again: after a fix, or for another look')
    .argument('[ids...]', 'ids that `list` shows')
    .option('--all', 'every one')
    .action(async (ids: string[], options: { all?: boolean }) => (await import('./dead-letters.ts')).deadLettersReplay(await configOfOwner(env), ids, options));

  root.command('role', { hidden: true })
    .argument('<role>')
    .action(async (role: string) => (await import('./role.ts')).runRole(readConfig(env), role));
  return root;
}

/** The configuration, completed with the engines of the program that runs on the data folder. */
async function configOfOwner(env: Env): Promise<Config> {
  const run = await readRunFile(readConfig(env).dataFolder);
  const given = Object.entries(env).filter(([, value]) => value !== ''); // an empty variable counts as absent
  return readConfig({ ...run?.env, ...Object.fromEntries(given) });
}
