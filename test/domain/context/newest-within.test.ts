import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MESSAGE_OVERHEAD, newestWithin } from '../../../src/domain/context/newest-within.ts';
import { tokenizerOf } from '../../../src/domain/context/tokenizer.ts';

const count = await tokenizerOf('gpt-4o');
const cost = (content: string) => count(content, Number.MAX_SAFE_INTEGER)! + MESSAGE_OVERHEAD;
const message = fc.record({ role: fc.constantFrom('user', 'assistant'), content: fc.string({ unit: 'grapheme', maxLength: 200 }) });

describe('the newest messages within a budget', () => {
  it('never cost more than the budget, with a summary or without', () => {
    fc.assert(
      fc.property(fc.array(message, { maxLength: 12 }), fc.nat(20), fc.nat(400), fc.option(message), (messages, older, budget, summary) => {
        const context = newestWithin(messages, messages.length + older, budget, count, summary);
        const spent = [...context.messages, ...(context.summary ? [context.summary] : [])].reduce((sum, m) => sum + cost(m.content), 0);
        expect(spent).toBe(context.tokens);
        expect(spent).toBeLessThanOrEqual(budget);
      }),
    );
  });

  it('are the end of the conversation without a gap, and the rest is counted', () => {
    fc.assert(
      fc.property(fc.array(message, { maxLength: 12 }), fc.nat(20), fc.nat(200), (messages, older, budget) => {
        const context = newestWithin(messages, messages.length + older, budget, count);
        expect(context.messages).toEqual(messages.slice(messages.length - context.messages.length));
        expect(context.omitted).toBe(messages.length + older - context.messages.length);
        const next = messages[messages.length - context.messages.length - 1];
        if (next) expect(cost(next.content) + context.tokens).toBeGreaterThan(budget);
      }),
    );
  });

  it('take no summary when nothing is left out, or when it would need more than half of the budget', () => {
    const messages = [{ role: 'user', content: 'one' }];
    const long = { content: 'word '.repeat(60) };
    expect(newestWithin(messages, 1, 100, count, { content: 'short' }).summary).toBeNull();
    expect(newestWithin(messages, 2, 100, count, long).summary).toBeNull();
    expect(newestWithin(messages, 2, 200, count, long).summary).toBe(long);
  });

  it('count text that looks like a control token as text', () => {
    expect(count('<|endoftext|>', 100)).toBeGreaterThan(1);
  });
});
