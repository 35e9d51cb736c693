import { readFileSync } from 'node:fs';
import { getNullableType, isEnumType, isInputObjectType, isNonNullType, isObjectType, parse, type GraphQLObjectType, type ObjectTypeDefinitionNode } from 'graphql';
import { describe, expect, it } from 'vitest';
import { buildSchema } from '../../src/server/build-schema.ts';
import { printApi } from '../../src/server/print-api.ts';
import { withTenantRule } from '../../src/server/tenant-rule.ts';

const schema = await buildSchema();
const graphSdl = readFileSync(new URL('../../schema/graph.graphql', import.meta.url), 'utf8');
const fieldsOf = (type: string) => Object.keys((schema.getType(type) as GraphQLObjectType).getFields());

describe('the one schema', () => {
  it('is what schema/api.graphql says', async () => {
    const committed = readFileSync(new URL('../../schema/api.graphql', import.meta.url), 'utf8');
    expect(await printApi(), 'schema/api.graphql is stale: print it anew').toBe(committed);
  });

  it('has every joined field: a class that no root reaches would be dropped in silence', () => {
    const joined = {
      Entity: ['activity', 'neighbourhood'],
      Conversation: ['messages', 'context'],
      Memory: ['sources'],
      Debate: ['rounds'],
      Model: ['performance'],
      Provider: ['performance'],
      Message: ['conversation', 'mentions'],
    };
    for (const [type, fields] of Object.entries(joined)) expect(fieldsOf(type)).toEqual(expect.arrayContaining(fields));
  });

  it('describes every type, field, argument and value', () => {
    const bare: string[] = [];
    const look = (place: string, described: { description?: string | null }) => {
      if (!described.description) bare.push(place);
    };
    for (const type of Object.values(schema.getTypeMap())) {
      if (type.name.startsWith('__')) continue;
      look(type.name, type);
      if (isEnumType(type)) for (const value of type.getValues()) look(`${type.name}.${value.name}`, value);
      if (!isObjectType(type) && !isInputObjectType(type)) continue;
      for (const field of Object.values(type.getFields())) {
        look(`${type.name}.${field.name}`, field);
        if ('args' in field) for (const argument of field.args) look(`${type.name}.${field.name}(${argument.name})`, argument);
      }
    }
    expect(bare).toEqual([]);
  });

  it('lets no root field take the whole answer with it', () => {
    for (const root of [schema.getQueryType()!, schema.getMutationType()!])
      for (const field of Object.values(root.getFields())) expect(isNonNullType(field.type), `${root.name}.${field.name}`).toBe(false);
  });

  it('has no way to write but through the log, and no deprecated field', () => {
    expect(fieldsOf('Mutation').filter((name) => /^(create|update|delete)[A-Z]\w*s$/.test(name))).toEqual([]);
    for (const type of Object.values(schema.getTypeMap()))
      if (isObjectType(type) || isInputObjectType(type)) for (const field of Object.values(type.getFields())) expect(field.deprecationReason).toBeUndefined();
  });
});

describe('the tenant rule', () => {
  it('is on every node type', () => {
    const nodes = withTenantRule(parse(graphSdl)).definitions.filter(
      (d): d is ObjectTypeDefinitionNode => d.kind === 'ObjectTypeDefinition' && d.directives!.some(({ name }) => name.value === 'node'),
    );
    expect(nodes.length).toBeGreaterThan(5);
    for (const { name, directives } of nodes) expect(directives!.map((directive) => directive.name.value), name.value).toContain('authorization');
  });

  it('is nothing that clients see or could filter by', () => {
    for (const type of Object.values(schema.getTypeMap())) {
      if (isInputObjectType(type) || isObjectType(type)) expect(Object.keys(type.getFields()), type.name).not.toContain('tenant');
    }
    expect(getNullableType(schema.getQueryType()!.getFields()['entities']!.type).toString()).toBe('[Entity!]');
  });
});
