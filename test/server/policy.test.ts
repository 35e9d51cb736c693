import { randomUUID } from 'node:crypto';
import { Writable } from 'node:stream';
import { getNamedType, isEnumType, isInputObjectType, isListType, isNonNullType, isObjectType, isScalarType, parse, type GraphQLField, type GraphQLInputType, type GraphQLSchema } from 'graphql';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { areaOfType, permissionOfMutation } from '../../src/domain/policy/schema-policy.ts';
import type { AuditRecord } from '../../src/request/audit.ts';
import { auditLog } from '../../src/server/audit-log.ts';
import { buildSchema } from '../../src/server/build-schema.ts';
import { ungoverned } from '../../src/server/governed.ts';
import { neededOf } from '../../src/server/needed.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { follow, webSocketClient } from '../support/follow.ts';
import { startIssuer, type Issuer } from '../support/issuer.ts';

const tenant = randomUUID();
const audited: AuditRecord[] = [];
let schema: GraphQLSchema;
let issuer: Issuer;
let api: TestApi;
beforeAll(async () => {
  schema = await buildSchema();
  issuer = await startIssuer();
  api = await startApi(randomUUID(), issuer.env, { audit: (record) => audited.push(record) });
});
afterAll(async () => {
  await api.stop();
  await issuer.stop();
});

const tokenOf = (roles: readonly string[], scope?: string) => issuer.token({ sub: 'ada', tenant, roles, scope });

describe('the schema', () => {
  it('has a policy for each type', () => {
    expect([...ungoverned(schema, areaOfType)], 'add them to src/domain/policy/schema-policy.ts').toEqual([]);
    expect(Object.keys(areaOfType).filter((name) => !schema.getType(name))).toEqual([]);
  });

  it('keeps from everybody what has none', () => {
    const { Round: _round, Memory: _memory, ...rest } = areaOfType;
    expect([...ungoverned(schema, rest)]).toEqual(expect.arrayContaining(['Round', 'Memory', 'MemoriesConnection', 'EntityMemoriesConnection']));
    const needed = neededOf(schema, { areaOfType: rest, permissionOfMutation: {} });
    expect(needed(parse('{ debates { rounds { model } } }'), undefined, {})).toEqual(new Set(['debates:read', 'Round']));
    expect(needed(parse('mutation { forget(input: { memoryId: "x" }) { id } }'), undefined, {})).toEqual(new Set(['Mutation.forget']));
  });

  it('has a policy for each mutation', () => {
    expect(Object.keys(permissionOfMutation).sort(), 'src/domain/policy/schema-policy.ts').toEqual(Object.keys(schema.getMutationType()!.getFields()).sort());
  });
});

/** Written by hand: what each role is let in to, by the names of fields. */
const READS: Readonly<Record<string, RegExp>> = {
  activity: /^activity$/,
  conversations: /^(conversations?|conversationsConnection|searchConversations|conversationEvents)$/,
  debates: /^(debates?|debatesConnection|participants|participantsConnection|debateEvents)$/,
  knowledge: /^(entity|entities|entitiesConnection|searchEntities|shortestPath|entityChanged)$/,
  memory: /^(memory|memories|memoriesConnection|searchMemories|searchMemory|memoryChanged)$/,
  models: /^(models?|modelsConnection|providers?|providersConnection|performance)$/,
  users: /^(users?|usersConnection)$/,
};
/** Where the log ends, encrypted: it tells nothing that any role would keep. */
const OPEN = 'position';
const isRead = (field: string) => Object.values(READS).some((pattern) => pattern.test(field));
const isWrite = (field: string) => field in schema.getMutationType()!.getFields();
const MATRIX: Readonly<Record<string, (field: string) => boolean>> = {
  admin: () => true,
  member: (field) => isRead(field) || isWrite(field),
  reader: isRead,
  writer: isWrite,
  operator: (field) => /^(platform|deadLetters)$/.test(field) || READS['activity']!.test(field) || READS['models']!.test(field),
  nobody: () => false,
};

describe.each(Object.keys(MATRIX))('the role %s', (role) => {
  it('is let in to each root field that is its, over both transports, and to no other', async () => {
    const token = await tokenOf([role]);
    const client = webSocketClient(api, { connectionParams: { authorization: `Bearer ${token}` } });
    const wrong: string[] = [];
    for (const kind of ['query', 'mutation', 'subscription'] as const) {
      const root = { query: schema.getQueryType, mutation: schema.getMutationType, subscription: schema.getSubscriptionType }[kind].call(schema)!;
      for (const field of Object.values(root.getFields())) {
        const operation = `${kind} { ${call(field)} }`;
        const expected = field.name !== OPEN && !MATRIX[role]!(field.name);
        if (kind !== 'subscription' && isForbidden((await api.query(operation, {}, { token })).errors) !== expected) wrong.push(`${field.name} over HTTP`);
        if (isForbidden(await overWebSocket(operation, kind === 'subscription')) !== expected) wrong.push(`${field.name} over WebSocket`);
      }
    }
    await client.dispose();
    expect(wrong).toEqual([]);

    /** The errors of an operation; none of a subscription that waits for its first event when a query after it has been answered. */
    async function overWebSocket(query: string, waits: boolean): Promise<unknown> {
      const stream = follow(client, query);
      const answer = stream.next().then(({ value }) => value?.errors, (errors: unknown) => errors);
      const errors = await (waits ? Promise.race([answer, follow(client, '{ __typename }').next().then(() => undefined)]) : answer);
      if (waits) await stream.return!();
      return errors;
    }
  });
});

function isForbidden(errors: unknown): boolean {
  return Array.isArray(errors) && errors.some((error) => error.extensions?.code === 'FORBIDDEN');
}

/** A field with whatever it must be given. */
function call(field: GraphQLField<unknown, unknown>): string {
  const args = field.args.filter((arg) => isNonNullType(arg.type) && arg.defaultValue === undefined).map((arg) => `${arg.name}: ${literal(arg.type)}`);
  return `${field.name}${args.length ? `(${args.join(', ')})` : ''}${isObjectType(getNamedType(field.type)) ? ' { __typename }' : ''}`;
}

function literal(type: GraphQLInputType): string {
  if (isNonNullType(type)) return literal(type.ofType);
  if (isListType(type)) return `[${literal(type.ofType)}]`;
  if (isEnumType(type)) return type.getValues()[0]!.name;
  if (isScalarType(type)) return type.name === 'Int' || type.name === 'Float' ? '1' : type.name === 'Boolean' ? 'true' : '"x"';
  if (!isInputObjectType(type)) throw new Error(String(type));
  return `{ ${Object.values(type.getFields()).filter((one) => isNonNullType(one.type)).map((one) => `${one.name}: ${literal(one.type)}`).join(', ')} }`;
}

describe('who may not read memories', () => {
  it.each([
    ['through what may be read', '{ entities { name memories { content } } }', {}],
    ['in a fragment', '{ entities { ...F } } fragment F on Entity { memories { id } }', {}],
    ['by their number', '{ entities { memoriesConnection { totalCount } } }', {}],
    ['by a figure of all', '{ entities { memoriesConnection { aggregate { node { importance { max } } } } } }', {}],
    ['by a condition', '{ entities(where: { memories: { some: { content: { startsWith: "s" } } } }) { name } }', {}],
    ['by a condition in a variable', 'query ($where: EntityWhere) { entities(where: $where) { name } }', { where: { NOT: { memories: { some: { content: { startsWith: 's' } } } } } }],
    ['by a condition in a part of a variable', 'query ($where: [EntityWhere!]) { entities(where: { OR: $where }) { name } }', { where: [{ memories: { some: { id: { eq: 'x' } } } }] }],
    ['by a condition in a default', 'query ($where: EntityWhere = { memoriesConnection: { some: { node: { content: { startsWith: "s" } } } } }) { entities(where: $where) { name } }', {}],
    ['by a condition on a condition', '{ entities(where: { relatedEntities: { some: { memories: { some: { id: { eq: "x" } } } } } }) { name } }', {}],
    ['behind an operation that may', 'query A { entities { name } memory(id: "x") { id } }', {}],
  ])('learns nothing of them %s', async (_, query, variables) => {
    const token = await tokenOf(['member'], 'knowledge:read conversations:read');
    const client = webSocketClient(api, { connectionParams: { authorization: `Bearer ${token}` } });
    const answers = [await api.query(query, variables, { token }), (await follow(client, query, variables).next().catch((errors: unknown) => ({ value: { errors } }))).value];
    for (const { data, errors } of answers) {
      expect(data ?? undefined).toBeUndefined();
      expect(errors).toEqual([expect.objectContaining({ message: 'This needs memory:read.', extensions: expect.objectContaining({ code: 'FORBIDDEN' }) })]);
    }
    await client.dispose();
    expect((await api.query(query, variables, { token: await tokenOf(['member']) })).errors).toBeUndefined();
  });
});

describe('the audit', () => {
  it('has one record of each denial and each write, and none of a read', async () => {
    const token = await tokenOf(['reader']);
    const writer = await tokenOf(['writer']);
    const write = (content: string) => `mutation { remember(input: { content: "${content}", userId: "u" }) { id } }`;
    audited.length = 0;
    await api.query('{ entities { name } }', {}, { token });
    expect(audited).toEqual([]);
    await api.query(write('a secret'), {}, { token });
    await api.query(write('a secret'), {}, { token: writer });
    await api.query(write('a secret'), {}, { token: 'a.b.c' });
    const known = { subject: 'ada', tenant, operation: expect.stringMatching(/^[0-9a-f]{64}$/) };
    expect(audited).toEqual([
      { decision: 'denied', ...known, code: 'FORBIDDEN', reason: 'This needs memory:write.' },
      { decision: 'allowed', ...known, permissions: ['memory:write'] },
      { decision: 'denied', code: 'UNAUTHENTICATED', reason: 'The token is not valid.' },
    ]);
    expect(JSON.stringify(audited)).not.toContain('secret');
  });

  it('is a line each in the log, whatever a name holds and the level is', () => {
    const lines: string[] = [];
    const stream = new Writable({ write: (chunk: Buffer, _, done) => { lines.push(chunk.toString()); done(); } });
    const forged = 'ada"}\n{"level":30,"decision":"allowed","subject":"eve\u001b[2K\u2028';
    auditLog(pino({ level: 'fatal' }, stream))({ decision: 'denied', subject: forged, tenant });
    expect(lines.join('').trimEnd().split('\n')).toHaveLength(1);
    expect(JSON.parse(lines[0]!)).toMatchObject({ log: 'audit', decision: 'denied', subject: forged, msg: 'Denied.' });
    expect(lines[0]).not.toContain('\u001b');
  });
});
