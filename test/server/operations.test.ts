import { readdirSync, readFileSync } from 'node:fs';
import { Kind, parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import { buildSchema } from '../../src/server/build-schema.ts';
import { exampleOperations } from '../../src/server/explorer.ts';
import { standardLimits } from '../../src/limits.ts';
import { guard } from '../../src/server/guard.ts';
import { landmarks } from '../../src/sample/landmarks.ts';

const folder = new URL('../../operations/', import.meta.url);
const schema = await buildSchema();
const admit = guard({ schema, limits: standardLimits, introspection: false });
const documents = readdirSync(folder).map((file) => [file, parse(readFileSync(new URL(file, folder), 'utf8'))] as const);

describe('the operations that come with the program', () => {
  it.each(documents)('%s is valid, within the limits, and named', (_, document) => {
    expect(validate(schema, document)).toEqual([]);
    expect(admit(document, undefined, {}).estimated).toBeLessThan(standardLimits.cost / 2);
    const [operation] = document.definitions;
    expect(operation!.kind === Kind.OPERATION_DEFINITION && operation!.name?.value).toEqual(expect.any(String));
  });

  it('use every mutation and every subscription', () => {
    const used = new Set(documents.flatMap(([, { definitions }]) => definitions.flatMap((d) =>
      d.kind === Kind.OPERATION_DEFINITION ? d.selectionSet.selections.map((s) => (s.kind === Kind.FIELD ? s.name.value : '')) : [])));
    for (const root of [schema.getMutationType()!, schema.getSubscriptionType()!])
      for (const field of Object.keys(root.getFields())) expect(used, field).toContain(field);
  });

  it('fill the explorer where the sample has what they ask for', () => {
    const examples = exampleOperations(landmarks);
    const briefing = examples.find(({ query }) => query.includes('query Briefing'));
    expect(briefing!.variables).toEqual({ conversationId: landmarks.conversationId });
    expect(examples.every(({ query }) => !query.includes('DeleteMessageInput'))).toBe(true);
  });
});
