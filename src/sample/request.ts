import type { ProviderMetrics } from '../events/event.ts';
import { type Model, errorTypes } from './catalogue/models.ts';
import { type World, occurrence, tokensOf } from './world.ts';

export interface Asked {
  readonly model: Model;
  readonly at: number;
  readonly promptTokens: number;
  readonly answer: string;
  readonly debate?: { readonly id: string; readonly round: number };
  /** Never fails: for a request whose answer is told. */
  readonly answered: boolean;
}

/** What calling a model cost: its latency is log-normal, its errors are as frequent as the model's. */
export function requestTo(world: World, { model, at, promptTokens, answer, debate, answered }: Asked): ProviderMetrics {
  const { random } = world;
  const success = answered || !random.chance(model.errorRate);
  const completionTokens = success ? tokensOf(answer) : 0;
  const responseTimeMs = rounded(random.logNormal(model.medianMs * (success ? 1 : 2.5), model.sigma));
  return {
    kind: 'provider.metrics',
    ...occurrence(world, at),
    provider: model.provider,
    model: model.model,
    requestId: `${world.prefix}req-${world.ids.hex(12)}`,
    debateId: debate?.id,
    round: debate?.round,
    responseTimeMs,
    timeToFirstTokenMs: success ? rounded(responseTimeMs * (0.2 + 0.2 * random.next())) : undefined,
    tokens: promptTokens + completionTokens,
    promptTokens,
    completionTokens,
    confidence: success ? Math.round(100 * (0.6 + 0.4 * random.next() * model.skill)) / 100 : undefined,
    success,
    errorType: success ? undefined : random.pick(errorTypes),
    errorCount: success ? undefined : 1,
    costUsd: model.price && (promptTokens * model.price[0] + completionTokens * model.price[1]) / 1e6,
  };
}

function rounded(ms: number): number {
  return Math.round(ms * 10) / 10;
}
