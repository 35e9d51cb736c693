import { activityReads } from './activity.ts';
import { conversationReads } from './conversations.ts';
import { debateReads } from './debates.ts';
import { messageReads } from './messages.ts';
import { performanceReads } from './performance.ts';
import { platformReads } from './platform.ts';
import type { AnalyticsReads } from './reads.ts';
import type { Select } from './select.ts';

/** What the analytical store answers, each read in one statement however many its keys: their number is the cost. */
export function analyticsReads(select: Select): AnalyticsReads {
  return {
    ...messageReads(select),
    ...conversationReads(select),
    ...debateReads(select),
    ...performanceReads(select),
    ...activityReads(select),
    ...platformReads(select),
  };
}
