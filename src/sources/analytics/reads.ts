/** What the analytical store answers. Every read takes many keys and answers in their order; every read is of one tenant. */

export type Bucket = 'MINUTE' | 'HOUR' | 'DAY' | 'WEEK' | 'MONTH';

/** A span of event time, milliseconds since 1970: [from, until). */
export interface TimeRange {
  readonly from: number;
  readonly until: number;
}

export interface StoredMessage {
  readonly id: string;
  readonly conversationId: string;
  readonly userId: string | null;
  readonly role: 'user' | 'assistant' | 'system' | 'tool';
  readonly content: string;
  readonly model: string | null;
  readonly tokens: number | null;
  /** The place in its conversation: sorts like (sequence, createdAt, id). Opaque, used as the page cursor. */
  readonly place: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly edited: boolean;
}

export interface MessagePage {
  readonly messages: readonly StoredMessage[];
  readonly hasMore: boolean;
  readonly totalCount: number;
}

export interface StoredRound {
  readonly id: string;
  readonly debateId: string;
  readonly round: number;
  readonly position: string | null;
  readonly role: string | null;
  readonly provider: string | null;
  readonly model: string | null;
  readonly response: string | null;
  readonly responseTimeMs: number | null;
  readonly tokens: number | null;
  readonly confidence: number | null;
  readonly at: number;
}

export interface StoredCompression {
  readonly id: string;
  readonly conversationId: string;
  readonly at: number;
  readonly summary: string | null;
  readonly originalMessages: number | null;
  readonly originalTokens: number | null;
  readonly compressedTokens: number | null;
}

export interface MentionBucket {
  readonly start: number;
  readonly mentions: number;
}

/** Which requests: of a provider, or of one model at a provider. */
export interface ProviderModel {
  readonly provider: string;
  readonly model?: string;
}

/** Computed from raw rows. Percentiles are exact (`quantileExact`); absent where there are no requests. */
export interface Performance {
  readonly requests: number;
  readonly errors: number;
  readonly errorRate: number | null;
  readonly p50LatencyMs: number | null;
  readonly p95LatencyMs: number | null;
  readonly p99LatencyMs: number | null;
  readonly tokens: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
  /** Sum of what producers said; null where no request of the window has a cost. */
  readonly costUsd: number | null;
  readonly confidence: number | null;
  /** Debates of the window (by completion time) that it took part in and won, over those that it took part in and that ended. */
  readonly debates: number;
  readonly wins: number;
  readonly winRate: number | null;
}

export interface ActivityBucket {
  readonly start: number;
  readonly messages: number;
  readonly mentions: number;
  readonly rounds: number;
  readonly requests: number;
  readonly memoryEvents: number;
}

export interface TableSize {
  readonly table: string;
  readonly rows: number;
}

export interface AnalyticsReads {
  /** Pages of conversations' messages in their order, edits applied, deleted ones left out. `after` and `before` are places. */
  messagePages(tenant: string, keys: readonly { conversationId: string; first: number; after?: string; last?: number; before?: string }[]): Promise<readonly MessagePage[]>;
  messagesById(tenant: string, ids: readonly string[]): Promise<readonly (StoredMessage | null)[]>;
  /** The newest messages of each conversation, oldest first, at most `limit` each. */
  newestMessages(tenant: string, conversationIds: readonly string[], limit: number): Promise<readonly { messages: readonly StoredMessage[]; totalCount: number }[]>;
  /** The entities that were found in each message, by id. */
  mentionedIn(tenant: string, messageIds: readonly string[]): Promise<readonly (readonly string[])[]>;
  compressions(tenant: string, conversationIds: readonly string[]): Promise<readonly (readonly StoredCompression[])[]>;
  rounds(tenant: string, debateIds: readonly string[]): Promise<readonly (readonly StoredRound[])[]>;
  /** Mentions of each entity by bucket, gaps filled with 0, in UTC. */
  mentions(tenant: string, entityIds: readonly string[], bucket: Bucket, range: TimeRange): Promise<readonly (readonly MentionBucket[])[]>;
  performance(tenant: string, of: readonly ProviderModel[], range: TimeRange): Promise<readonly Performance[]>;
  /** The providers and models with requests in the window, the busiest first. */
  providerModels(tenant: string, range: TimeRange, limit: number): Promise<readonly Required<ProviderModel>[]>;
  activity(tenant: string, bucket: Bucket, range: TimeRange): Promise<readonly ActivityBucket[]>;
  /** Deduplicated rows of the tenant in each table. */
  sizes(tenant: string): Promise<readonly TableSize[]>;
  version(): Promise<string>;
}
