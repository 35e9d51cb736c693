import fc from 'fast-check';
import { expect, test } from 'vitest';
import { HelixError } from '../../src/errors.ts';
import { decode } from '../../src/events/decode.ts';
import { encode } from '../../src/events/encode.ts';
import { arbitraryEvent, eventKinds } from '../support/arbitrary-event.ts';

// fixed, so that a failure can be run again; fast-check prints it with the counterexample
const SEED = 20_240_602;

/** Decodes, and lets only the one refusal through. */
function survives(value: Buffer): void {
  try {
    decode({ topic: 'helixagent.conversations', headers: {}, appendedAt: 1, value }, 'default');
  } catch (error) {
    if (!(error instanceof HelixError && error.code === 'EVENT_INVALID')) throw error;
  }
}

const record = fc.oneof(...eventKinds.map(arbitraryEvent)).map((event) => Buffer.from(encode(event).value));
const cut = fc.record({ at: fc.nat(), bytes: fc.uint8Array({ maxLength: 4 }), remove: fc.nat({ max: 8 }) });

test('5,000 records with a few bytes replaced are decoded or refused, nothing else', () => {
  const mutated = fc.tuple(record, fc.array(cut, { minLength: 1, maxLength: 3 })).map(([value, cuts]) =>
    cuts.reduce((bytes, { at, bytes: put, remove }) => {
      const place = at % (bytes.length + 1);
      return Buffer.concat([bytes.subarray(0, place), put, bytes.subarray(place + remove)]);
    }, value));
  fc.assert(fc.property(mutated, survives), { seed: SEED, numRuns: 5000 });
});

test('5,000 records with a field of another type are decoded or refused, nothing else', () => {
  const odd = fc.oneof(fc.constantFrom(null, '', 0, -1, 1e308, true, 'x'), fc.jsonValue({ maxDepth: 3 }));
  const mutated = fc.tuple(record, fc.nat(), odd).map(([value, place, with_]) => {
    const json = JSON.parse(value.toString()) as Record<string, unknown>;
    const slots = membersOf(json);
    const slot = slots[place % slots.length]!;
    slot.in[slot.name] = with_;
    return Buffer.from(JSON.stringify(json));
  });
  fc.assert(fc.property(mutated, survives), { seed: SEED, numRuns: 5000 });
});

test('random bytes are refused', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => survives(Buffer.from(bytes))), { seed: SEED, numRuns: 1000 });
  expect(() => survives(Buffer.alloc(0))).not.toThrow();
});

interface Slot {
  readonly in: Record<string, unknown>;
  readonly name: string;
}

function membersOf(json: Record<string, unknown>): readonly Slot[] {
  return Object.entries(json).flatMap(([name, value]) => [
    { in: json, name },
    ...(typeof value === 'object' && value !== null ? membersOf(value as Record<string, unknown>) : []),
  ]);
}
