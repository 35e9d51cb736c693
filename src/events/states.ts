/** The things that events tell of, each as its producer saw it. */

export type Role = 'user' | 'assistant' | 'system' | 'tool';

export interface Message {
  readonly messageId: string;
  readonly role: Role;
  readonly content: string;
  readonly model?: string;
  /** Token count as the producer gave it. */
  readonly tokens?: number;
  readonly createdAt?: number;
}

export interface EntityState {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly value?: string;
  readonly aliases: readonly string[];
  readonly properties: Readonly<Record<string, unknown>>;
  /** 0 to 1. */
  readonly confidence?: number;
  /** 0 to 1. */
  readonly importance?: number;
  readonly createdAt?: number;
}

export interface RelationState {
  /** Its identity. Where a producer gives none: the hash of source, type and target. */
  readonly id: string;
  readonly type: string;
  readonly sourceId: string;
  readonly targetId: string;
  /** 0 to 1. */
  readonly strength?: number;
  readonly cooccurrences?: number;
  readonly contexts: readonly string[];
  readonly properties: Readonly<Record<string, unknown>>;
  readonly createdAt?: number;
}

export interface DebateRound {
  readonly roundId: string;
  readonly round: number;
  readonly position?: string;
  readonly role?: string;
  readonly provider?: string;
  readonly model?: string;
  readonly response?: string;
  readonly responseTimeMs?: number;
  readonly tokens?: number;
  /** 0 to 1. */
  readonly confidence?: number;
  readonly errorCount?: number;
}

export interface Participant {
  readonly provider?: string;
  readonly model?: string;
  readonly position?: string;
  readonly responseTimeMs?: number;
  readonly tokens?: number;
  readonly confidence?: number;
  readonly won?: boolean;
}

export type DebateOutcome = 'successful' | 'abandoned' | 'error';

export type MemoryType = 'episodic' | 'semantic' | 'procedural' | 'working';
