/** A model as the sample's platform calls it. */
export interface Model {
  readonly provider: string;
  readonly model: string;
  readonly medianMs: number;
  /** Spread of the latency: the standard deviation of its logarithm. */
  readonly sigma: number;
  readonly errorRate: number;
  /** US dollars for a million tokens in and out; absent where nobody is billed. */
  readonly price?: readonly [prompt: number, completion: number];
  /** How well it argues: 0 to 1. */
  readonly skill: number;
}

export const models: readonly Model[] = [
  { provider: 'anthropic', model: 'claude-sonnet', medianMs: 1400, sigma: 0.35, errorRate: 0.01, price: [3, 15], skill: 0.84 },
  { provider: 'openai', model: 'gpt-4o', medianMs: 1100, sigma: 0.4, errorRate: 0.015, price: [2.5, 10], skill: 0.8 },
  { provider: 'openai', model: 'gpt-4o-mini', medianMs: 620, sigma: 0.45, errorRate: 0.02, price: [0.15, 0.6], skill: 0.6 },
  { provider: 'google', model: 'gemini-pro', medianMs: 950, sigma: 0.5, errorRate: 0.025, price: [1.25, 5], skill: 0.75 },
  { provider: 'mistral', model: 'mistral-large', medianMs: 880, sigma: 0.4, errorRate: 0.03, price: [2, 6], skill: 0.66 },
  { provider: 'deepseek', model: 'deepseek-chat', medianMs: 2300, sigma: 0.55, errorRate: 0.05, price: [0.27, 1.1], skill: 0.72 },
  { provider: 'local', model: 'llama-8b', medianMs: 410, sigma: 0.3, errorRate: 0.06, skill: 0.45 },
];

export const errorTypes: readonly string[] = ['timeout', 'rate_limit', 'overloaded', 'content_filter'];
