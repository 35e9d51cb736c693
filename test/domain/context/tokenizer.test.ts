import { expect, it } from 'vitest';
import { tokenizerOf } from '../../../src/domain/context/tokenizer.ts';

const text = 'Vergleichsweise überraschend: 你好世界 🙂';

it('older models count by another vocabulary than later ones', async () => {
  const counts = await Promise.all(['gpt-4', 'gpt-3.5-turbo', 'gpt-4o', 'gpt-4.1', 'claude-sonnet', null].map(async (model) => (await tokenizerOf(model))(text, 1000)));
  expect(counts[0]).toBe(counts[1]);
  expect(new Set(counts.slice(2)).size).toBe(1);
  expect(counts[0]).not.toBe(counts[2]);
});

it('a text that is longer than asked for is told without being counted through', async () => {
  const count = await tokenizerOf(null);
  expect(count('word '.repeat(1000), 10)).toBeNull();
  expect(count('', 0)).toBe(0);
});
