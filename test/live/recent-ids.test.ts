import { expect, it } from 'vitest';
import { recentIds } from '../../src/live/recent-ids.ts';

it('remembers the newest ids, and no more', () => {
  const ids = recentIds(2);
  expect(['a', 'b', 'a', 'c', 'b', 'a'].map((id) => ids.add(id))).toEqual([true, true, false, true, false, true]);
});
