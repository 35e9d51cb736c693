import type { Event } from '../events/event.ts';
import type { DebateOutcome, Participant } from '../events/states.ts';
import { type Model, models } from './catalogue/models.ts';
import { fill, phrases } from './catalogue/phrases.ts';
import { requestTo } from './request.ts';
import { MINUTE, SECOND, type World, occurrence, tokensOf } from './world.ts';

export interface DebatePlan {
  readonly debateId: string;
  readonly conversationId: string;
  readonly userId: string;
  readonly topic: string;
  readonly startAt: number;
  readonly rounds: number;
  readonly outcome: DebateOutcome;
  /** Who takes part; drawn where it does not matter. */
  readonly models?: readonly Model[];
  /** What the gaps of the arguments are filled with. */
  readonly words: Readonly<Record<string, string>>;
}

const positions = ['proposer', 'critic', 'synthesizer'] as const;

interface Debater extends Participant {
  readonly position: (typeof positions)[number];
  readonly served: Model;
  responseTimeMs: number;
  tokens: number;
  confidence: number;
}

/** Three models argue; the one that is surest at the end wins. An abandoned or failed debate has no winner and ends after its first round. */
export function* debateStory(world: World, plan: DebatePlan): Iterable<Event> {
  const { random } = world;
  const { debateId, conversationId, userId, topic, startAt, outcome, words } = plan;
  const about = { debateId, conversationId, userId };
  const debaters: Debater[] = (plan.models ?? random.some(models, positions.length)).map((served, i) => ({
    provider: served.provider, model: served.model, position: positions[i]!, served, responseTimeMs: 0, tokens: 0, confidence: 0,
  }));
  let at = startAt;
  yield {
    kind: 'debate.started', ...occurrence(world, at), ...about, topic,
    participants: debaters.map(({ provider, model, position }) => ({ provider, model, position })),
  };

  const rounds = outcome === 'successful' ? plan.rounds : 1;
  for (let round = 1; round <= rounds; round++) {
    for (const debater of debaters) {
      at += random.int(5, 40) * SECOND;
      const response = `${round > 1 ? `Round ${round}: I keep to this. ` : ''}${fill(phrases.arguments[debater.position], words)}`;
      const request = requestTo(world, { model: debater.served, at, promptTokens: 200 * round, answer: response, debate: { id: debateId, round }, answered: true });
      const confidence = Math.round(100 * Math.min(1, debater.served.skill * 0.7 + 0.3 * random.next() + 0.02 * round)) / 100;
      yield request;
      yield {
        kind: 'debate.round', ...occurrence(world, at), ...about,
        round: {
          roundId: `${debateId}-r${round}-${debater.position}`, round, position: debater.position, role: debater.position,
          provider: debater.provider, model: debater.model, response, responseTimeMs: request.responseTimeMs, tokens: tokensOf(response), confidence,
        },
      };
      debater.responseTimeMs += request.responseTimeMs;
      debater.tokens += tokensOf(response);
      debater.confidence = confidence;
    }
  }

  at += MINUTE;
  const best = outcome === 'successful' ? debaters.reduce((a, b) => (b.confidence > a.confidence ? b : a)) : undefined;
  const winner = best && { provider: best.provider, model: best.model, position: best.position };
  const durationMs = Math.round(at - startAt);
  yield {
    kind: 'debate.completed', ...occurrence(world, at), ...about, topic, rounds, outcome, winner, confidence: best?.confidence,
    conclusion: best && fill(random.pick(phrases.conclusions), words),
    reason: best ? fill(random.pick(phrases.reasons), words) : 'No answer from one of the models.',
    durationMs, startedAt: Math.round(startAt),
    participants: debaters.map(({ provider, model, position, responseTimeMs, tokens, confidence }) => ({
      provider, model, position, responseTimeMs, tokens, confidence, won: position === best?.position,
    })),
  };
  yield {
    kind: 'debate.metrics', ...occurrence(world, at + SECOND), debateId, topic, rounds, durationMs, participantCount: debaters.length,
    winner, confidence: best?.confidence, tokens: debaters.reduce((sum, { tokens }) => sum + tokens, 0), outcome,
  };
}
