import { describe, expect, test } from 'vitest';
import { statements } from '../../src/domain/graph/statements.ts';
import type { Event } from '../../src/events/event.ts';
import { graphBatch, type GraphBatch } from '../../src/processors/graph-batch.ts';
import { known } from '../../src/processors/known.ts';

const said = (at: number, more: { tenant?: string; userId?: string; userName?: string } = {}): GraphBatch => {
  const { tenant = 't', userId = 'u', userName } = more;
  const event = { kind: 'conversation.started', id: `event-${at}`, tenant, at, version: 0n, conversationId: `c-${at}`, title: 'About logs', userId, userName };
  return graphBatch([statements(event as Event)]);
};
const ids = (batch: GraphBatch, kind: 'User' | 'Conversation') => (batch.things.get(kind) ?? []).map(({ id }) => id);

describe('what the store was told of a user', () => {
  test('is not told again, and what is said of others is', () => {
    const told = known();
    expect(ids(told.withoutKnown(said(1)), 'User')).toEqual(['u']);
    told.remember(said(1));
    const batch = told.withoutKnown(said(2));
    expect(ids(batch, 'User')).toEqual([]);
    expect(ids(batch, 'Conversation')).toEqual(['c-2']);
    expect(ids(told.withoutKnown(said(2, { userId: 'v' })), 'User')).toEqual(['v']);
    expect(ids(told.withoutKnown(said(2, { tenant: 'other' })), 'User')).toEqual(['u']);
  });

  test('is told again while its transaction has not committed', () => {
    const told = known();
    told.withoutKnown(said(1));
    expect(ids(told.withoutKnown(said(2)), 'User')).toEqual(['u']);
  });

  test('is told where it is older or says a name', () => {
    const told = known();
    told.remember(said(5));
    expect(ids(told.withoutKnown(said(4)), 'User')).toEqual(['u']);
    expect(ids(told.withoutKnown(said(6, { userName: 'Ada' })), 'User')).toEqual(['u']);
    told.remember(said(4));
    told.remember(said(6, { userName: 'Ada' }));
    expect(ids(told.withoutKnown(said(5)), 'User')).toEqual([]);
    expect(ids(told.withoutKnown(said(6, { userName: 'Ada' })), 'User')).toEqual([]);
    expect(ids(told.withoutKnown(said(7, { userName: 'Ada Lovelace' })), 'User')).toEqual(['u']);
  });
});
