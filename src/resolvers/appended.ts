import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { randomUUID } from 'node:crypto';
import type { Event } from '../events/event.ts';
import type { RequestContext } from '../request/context.ts';
import { check, checkId } from './check.ts';
import { DateTime, millisOf } from './scalars.ts';

/** How far ahead a caller's clock may be: later events would lose against one from the future. */
const CLOCK_SKEW_MS = 60_000;

@ObjectType({ description: 'What became of a mutation: its event is in the log, and the stores follow.' })
export class Appended {
  @Field(() => ID, { description: 'The identity of the event. The same mutation tried again with it has no further effect.' })
  eventId!: string;

  @Field(() => ID, { description: 'The identity of the thing that it is about.' })
  id!: string;

  @Field(() => String, { description: 'Hand it on as `minPosition`, and a query reads what was written.' })
  position!: string;
}

/** What every mutation takes. */
@InputType()
export class EventInput {
  @Field(() => ID, { nullable: true, description: 'The identity of the event, made when absent. Give it to be able to try again without harm.' })
  eventId?: string | null;

  @Field(() => DateTime, { nullable: true, description: 'When it happened; now when absent.' })
  at?: string | null;
}

export interface Occurrence {
  readonly id: string;
  readonly tenant: string;
  readonly at: number;
  readonly version: bigint;
}

/** What every event carries. A thing without an identity takes its event's: the same when the mutation is tried again. */
export function occurrenceOf({ eventId, at }: EventInput, { tenant, now }: RequestContext): Occurrence {
  checkId('eventId', eventId);
  const time = at ? millisOf('at', at) : now;
  check(time >= 0 && time <= now + CLOCK_SKEW_MS, 'at', 'a time from 1970 that is not in the future', at);
  return { id: eventId ?? randomUUID(), tenant, at: time, version: 0n };
}

export async function append(event: Event, id: string, context: RequestContext): Promise<Appended> {
  return { ...(await context.append(event)), id };
}
