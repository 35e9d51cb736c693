import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createPubSub } from '@graphql-yoga/subscription';
import { Neo4jGraphQL } from '@neo4j/graphql';
import { getNullableType, isListType, parse, type GraphQLSchema } from 'graphql';
import { buildSchemaSync } from 'type-graphql';
import { byWords } from '../resolvers/by-words.ts';
import { graphTypes, resolverClasses } from '../resolvers/classes.ts';
import { runStatement, translate } from '../resolvers/translation.ts';
import type { RequestContext } from '../request/context.ts';
import { bindFields } from './bind-fields.ts';
import { describeGenerated } from './describe.ts';
import { fold, rootsOf, unwrapRoots } from './fold.ts';
import { passIsoTimes } from './pass-iso-times.ts';
import { plainFields } from './plain-fields.ts';
import { hideTenant, withTenantRule } from './tenant-rule.ts';

const GRAPH_SDL = new URL('../../schema/graph.graphql', import.meta.url);

/** The one schema: the graph's generated fields, with everything else joined to them. Needs no store to be built. */
export async function buildSchema(): Promise<GraphQLSchema> {
  const graph = withTenantRule(parse(readFileSync(GRAPH_SDL, 'utf8')));
  const api = buildSchemaSync({
    resolvers: resolverClasses,
    orphanedTypes: graphTypes,
    validate: false,
    pubSub: createPubSub(), // type-graphql asks for one though each subscription brings its own source
  });
  const { typeDefs, resolvers } = fold(api, graph);
  bindFields(resolvers);
  // Noted before the library is handed them: it wraps them where they are.
  const roots = rootsOf(resolvers);
  const library = new Neo4jGraphQL({
    typeDefs: [graph, typeDefs],
    resolvers: resolvers as never,
    features: {
      // No token is ever decoded here, the tenant comes with the context; without a key the library warns at each start.
      authorization: { key: randomUUID() },
      excludeDeprecatedFields: {
        mutationOperations: true,
        aggregationFilters: true,
        aggregationFiltersOutsideConnection: true,
        relationshipFilters: true,
        attributeFilters: true,
      },
    },
  });
  const schema = await library.getSchema();
  unwrapRoots(schema, roots);
  openGeneratedRoots(schema, new Set(Object.keys(roots['Query'] ?? {})));
  plainFields(schema, new Set(graphTypes.map(({ name }) => name.replace(/Ref$/, ''))));
  passIsoTimes(schema);
  hideTenant(schema);
  describeGenerated(schema);
  return schema;
}

/**
 * Makes the generated root fields nullable, so that a store that is down costs its own fields only,
 * lets the lists among them keep their translation, and the searches take words.
 */
function openGeneratedRoots(schema: GraphQLSchema, own: ReadonlySet<string>): void {
  for (const field of Object.values(schema.getQueryType()!.getFields())) {
    field.type = getNullableType(field.type);
    const generated = field.resolve;
    if (own.has(field.name) || !generated) continue;
    if (field.args.some(({ name }) => name === 'phrase')) field.resolve = byWords(generated);
    if (isListType(field.type)) {
      field.resolve = async (_root, args, context: RequestContext, info) => runStatement(await translate(generated, args, context, info), context);
    }
  }
}
