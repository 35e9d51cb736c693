import { z } from 'zod';

interface Limit {
  /** The variable that sets it. */
  readonly variable: string;
  readonly standard: number;
  readonly least: number;
  readonly most: number;
  /** For people: what it bounds. */
  readonly means: string;
}

/** Every limit on what a client may ask for or hold, the same for each transport. The one place that knows them: settings, help and guard read it. */
export const limitTable = {
  bodyBytes: { variable: 'HELIXGRAPH_MAX_BODY_BYTES', standard: 1_048_576, least: 1_024, most: 67_108_864, means: 'bytes of a request body or a WebSocket message' },
  tokens: { variable: 'HELIXGRAPH_MAX_TOKENS', standard: 4_000, least: 100, most: 100_000, means: 'tokens of a document' },
  depth: { variable: 'HELIXGRAPH_MAX_DEPTH', standard: 15, least: 1, most: 100, means: 'levels of fields' },
  fields: { variable: 'HELIXGRAPH_MAX_FIELDS', standard: 2_000, least: 10, most: 100_000, means: 'fields, each as often as fragments spread it' },
  rootFields: { variable: 'HELIXGRAPH_MAX_ROOT_FIELDS', standard: 20, least: 1, most: 1_000, means: 'fields at the root of an operation' },
  aliases: { variable: 'HELIXGRAPH_MAX_ALIASES', standard: 30, least: 0, most: 10_000, means: 'aliases, each as often as fragments spread it' },
  directives: { variable: 'HELIXGRAPH_MAX_DIRECTIVES', standard: 50, least: 0, most: 10_000, means: 'directives' },
  values: { variable: 'HELIXGRAPH_MAX_VALUES', standard: 5_000, least: 10, most: 1_000_000, means: 'values in all arguments and variables together' },
  valueDepth: { variable: 'HELIXGRAPH_MAX_VALUE_DEPTH', standard: 32, least: 4, most: 500, means: 'levels of lists and objects in one argument or variable' },
  filterDepth: { variable: 'HELIXGRAPH_MAX_FILTER_DEPTH', standard: 3, least: 1, most: 20, means: 'levels of relationships in one condition' },
  listSize: { variable: 'HELIXGRAPH_MAX_PAGE', standard: 100, least: 20, most: 100, means: 'entries of a page or a list' },
  cost: { variable: 'HELIXGRAPH_MAX_COST', standard: 20_000, least: 10, most: 10_000_000, means: 'estimated cost of one operation' },
  costPerMinute: { variable: 'HELIXGRAPH_MAX_COST_PER_MINUTE', standard: 2_000_000, least: 10, most: 1_000_000_000_000, means: 'cost of one client in a minute' },
  subscriptionsPerSocket: { variable: 'HELIXGRAPH_MAX_SUBSCRIPTIONS_PER_SOCKET', standard: 100, least: 1, most: 100_000, means: 'subscriptions over one WebSocket' },
  subscriptionsPerClient: { variable: 'HELIXGRAPH_MAX_SUBSCRIPTIONS_PER_CLIENT', standard: 10_000, least: 1, most: 1_000_000, means: 'subscriptions of one client' },
  subscriptions: { variable: 'HELIXGRAPH_MAX_SUBSCRIPTIONS', standard: 20_000, least: 1, most: 1_000_000, means: 'subscriptions in one API process' },
  subscriptionQueue: { variable: 'HELIXGRAPH_SUBSCRIPTION_QUEUE', standard: 2_000, least: 1, most: 100_000, means: 'events that wait for one subscription that does not keep up' },
  connectionInitMs: { variable: 'HELIXGRAPH_CONNECTION_INIT_MS', standard: 3_000, least: 10, most: 60_000, means: 'milliseconds until a WebSocket must have introduced itself' },
} as const satisfies Record<string, Limit>;

export type Limits = Readonly<Record<keyof typeof limitTable, number>>;

const entries = Object.entries(limitTable) as readonly (readonly [keyof Limits, Limit])[];

export const standardLimits: Limits = Object.freeze(fromEntries(({ standard }) => standard));

/** The shape of the variables that set limits. */
export const limitVariables = Object.fromEntries(entries.map(([, { variable, standard, least, most }]) =>
  [variable, z.coerce.number().int().min(least).max(most).default(standard)]));

/** @param variables checked by `limitVariables` */
export function limitsOf(variables: Readonly<Record<string, unknown>>): Limits {
  return Object.freeze(fromEntries(({ variable }) => variables[variable] as number));
}

function fromEntries(value: (limit: Limit) => number): Limits {
  return Object.fromEntries(entries.map(([name, limit]) => [name, value(limit)])) as unknown as Limits;
}
