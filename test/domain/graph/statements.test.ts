import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DebateCompleted, EntityDescribed } from '../../../src/events/event.ts';
import type { Participant } from '../../../src/events/states.ts';
import { fingerprint } from '../../../src/domain/graph/fingerprint.ts';
import { statements } from '../../../src/domain/graph/statements.ts';
import { arbitraryEvent, eventKinds } from '../../support/arbitrary-event.ts';

const occurrence = { id: 'event', tenant: 't', at: 5, version: 0n };

test('whatever an event of any kind says, its statements are of its tenant', () => {
  fc.assert(fc.property(fc.constantFrom(...eventKinds).chain(arbitraryEvent), (event) => {
    const { things, mentions } = statements(event);
    expect([...things, ...mentions].every(({ tenant }) => tenant === event.tenant)).toBe(true);
  }), { seed: 7, numRuns: 500 });
});

describe('a fingerprint', () => {
  const event: EntityDescribed = { ...occurrence, kind: 'entity.described', entity: { id: 'k', name: 'Kafka', type: 'TECH', aliases: [], properties: { a: 1, b: 2 } } };

  test('does not change with the order of keys', () => {
    expect(fingerprint({ ...event, entity: { ...event.entity, properties: { b: 2, a: 1 } } })).toBe(fingerprint(event));
  });
  test('changes with what is said', () => {
    expect(fingerprint({ ...event, entity: { ...event.entity, properties: { a: 1, b: 3 } } })).not.toBe(fingerprint(event));
    expect(fingerprint({ ...event, version: 1n })).not.toBe(fingerprint(event));
  });
});

describe('the winner of a debate', () => {
  const pro: Participant = { provider: 'p', model: 'x', position: 'pro' };
  const con: Participant = { provider: 'p', model: 'x', position: 'con' };
  const winnerOf = (content: Partial<DebateCompleted>) => {
    const event: DebateCompleted = { ...occurrence, kind: 'debate.completed', debateId: 'd', outcome: 'successful', participants: [pro, con], ...content };
    return statements(event).things.find(({ kind }) => kind === 'Debate')!.state.last.get('winnerId')?.value;
  };

  test('is the participant that won', () => expect(winnerOf({ participants: [pro, { ...con, won: true }] })).toBe('d|con|p|x'));
  test('is the participant that fits what is said of it', () => expect(winnerOf({ winner: { position: 'con' } })).toBe('d|con|p|x'));
  test('may be one that is in no list', () => expect(winnerOf({ winner: { provider: 'q', model: 'a|b' } })).toBe('d||q|a%7Cb'));
  test('is nobody where none is named', () => expect(winnerOf({})).toBeUndefined());
});
