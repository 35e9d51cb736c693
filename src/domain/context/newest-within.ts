/** A message as far as a context needs it. */
export interface ContextMessage {
  readonly role: string;
  readonly content: string;
}

/** What stands for messages that are left out. */
export interface Summary {
  readonly content: string;
}

/** How many tokens a text has, or null when it has more than `atMost`. */
export type CountTokens = (text: string, atMost: number) => number | null;

export interface Context<M, S> {
  /** Never more than the budget. */
  readonly tokens: number;
  /** The newest messages that fit, the oldest of them first. */
  readonly messages: readonly M[];
  readonly summary: S | null;
  readonly omitted: number;
}

/** Tokens around each message for its role and separators: the upper end of what chat formats use. */
export const MESSAGE_OVERHEAD = 4;

/** The share of the budget that a summary may take: the newest messages say more than it does. */
const SUMMARY_SHARE = 0.5;

/**
 * The newest messages of a conversation within a budget, without a gap between them. A message that does not fit ends it:
 * none is cut. Where messages are left out, a summary takes their place if it needs no more than half of the budget.
 * @param messages the conversation's newest, the oldest of them first; older ones are counted by `totalCount` alone
 */
export function newestWithin<M extends ContextMessage, S extends Summary>(
  messages: readonly M[],
  totalCount: number,
  maxTokens: number,
  count: CountTokens,
  summary: S | null = null,
): Context<M, S> {
  const whole = fill(messages, maxTokens, count);
  if (!summary || whole.messages.length === totalCount) return { ...whole, summary: null, omitted: totalCount - whole.messages.length };
  const summaryTokens = cost(summary.content, Math.floor(maxTokens * SUMMARY_SHARE), count);
  if (summaryTokens === null) return { ...whole, summary: null, omitted: totalCount - whole.messages.length };
  const rest = fill(messages, maxTokens - summaryTokens, count);
  return { tokens: rest.tokens + summaryTokens, messages: rest.messages, summary, omitted: totalCount - rest.messages.length };
}

/** What one message costs, or null when it costs more than `atMost`. */
function cost(content: string, atMost: number, count: CountTokens): number | null {
  if (atMost < MESSAGE_OVERHEAD) return null;
  const tokens = count(content, atMost - MESSAGE_OVERHEAD);
  return tokens === null ? null : tokens + MESSAGE_OVERHEAD;
}

function fill<M extends ContextMessage>(messages: readonly M[], maxTokens: number, count: CountTokens): { tokens: number; messages: readonly M[] } {
  let tokens = 0;
  let start = messages.length;
  while (start > 0) {
    const next = cost(messages[start - 1]!.content, maxTokens - tokens, count);
    if (next === null) break;
    tokens += next;
    start -= 1;
  }
  return { tokens, messages: messages.slice(start) };
}
