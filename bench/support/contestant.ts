import 'reflect-metadata';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ApolloServer } from '@apollo/server';
import { expressMiddleware } from '@as-integrations/express5';
import express from 'express';
import type { GraphQLSchema } from 'graphql';
import { pino } from 'pino';
import { readConfig } from '../../src/config.ts';
import { developmentIdentity } from '../../src/domain/policy/identity.ts';
import { authenticator } from '../../src/identity/authenticator.ts';
import type { RequestContext } from '../../src/request/context.ts';
import type { RequestPorts } from '../../src/request/ports.ts';
import { openRequest } from '../../src/request/request.ts';
import { standardLimits } from '../../src/limits.ts';
import { auditLog } from '../../src/server/audit-log.ts';
import { buildSchema } from '../../src/server/build-schema.ts';
import { documents } from '../../src/server/documents.ts';
import { executor } from '../../src/server/execute.ts';
import { graphqlEndpoint } from '../../src/server/graphql-endpoint.ts';
import { router } from '../../src/server/http.ts';
import { origins } from '../../src/server/origins.ts';
import { connectAnalytics } from '../../src/sources/analytics/connect.ts';
import { connectGraph } from '../../src/sources/graph/connect.ts';
import type { ContestantMessage, ContestantOptions } from './start-contestant.ts';
import { preloaded } from './preloaded.ts';
import { readPorts } from './read-ports.ts';

/** A server process that answers with one execution from one kind of rows, on the one schema. Its options come as JSON. */
const { execution, rows } = JSON.parse(process.argv[2]!) as ContestantOptions;

const config = readConfig(process.env);
const schema = await buildSchema();
const ports = portsOf(schema);
const server = execution === 'ours' ? await ours() : await apolloOnExpress();
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
tell({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
process.on('message', () => {
  const { user, system } = process.cpuUsage();
  tell({ cpuMs: (user + system) / 1000 });
});
process.on('disconnect', () => process.exit(0));

function portsOf(of: GraphQLSchema): RequestPorts {
  const { neo4j, clickhouse } = config;
  const stores = readPorts({ driver: connectGraph(neo4j!), database: neo4j!.database, client: connectAnalytics(clickhouse!) });
  return rows === 'stores' ? stores : preloaded(of, stores);
}

/** Without the WebSocket, the explorer and the drain of `server.ts`. */
async function ours(): Promise<Server> {
  const logger = pino({ level: 'error' }, pino.destination(2));
  const audit = auditLog(logger);
  const limits = { ...standardLimits, costPerMinute: Number.MAX_SAFE_INTEGER };
  const graphql = await graphqlEndpoint({
    schema, executor: executor({ schema, limits, introspection: true, audit }), documents: documents(300), ports, authenticator: authenticator(config), audit, limits, known: { textOf: (query) => query }, logger,
  });
  return createServer(router({ graphql, origins: origins([], '127.0.0.1'), isOpen: () => true, components: async () => [], logger }));
}

/** As its documentation has it. */
async function apolloOnExpress(): Promise<Server> {
  const apollo = new ApolloServer<RequestContext>({ schema });
  await apollo.start();
  const context = async ({ res }: { res: express.Response }) => {
    const { context: opened, end } = openRequest(ports, { identity: developmentIdentity(config.tenant) });
    res.once('close', end);
    return opened;
  };
  const app = express();
  app.use('/graphql', express.json(), expressMiddleware(apollo, { context }));
  return createServer(app);
}

function tell(message: ContestantMessage): void {
  process.send!(message);
}
