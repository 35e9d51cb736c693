import type { NonEmptyArray } from 'type-graphql';
import { ConversationEventResolver, DebateEventResolver, EntityChangeResolver, MemoryChangeResolver } from './change.ts';
import { ContextResolver, ContextSummaryResolver } from './context.resolver.ts';
import { ConversationMutations } from './conversation.mutations.ts';
import { DebateMutations } from './debate.mutations.ts';
import { DebateResolver } from './debate.resolver.ts';
import { EntityMutations } from './entity.mutations.ts';
import { EntityResolver, NeighbourResolver, PathResolver } from './entity.resolver.ts';
import { GraphResolver } from './graph.resolver.ts';
import { ConversationRef, DebateRef, EntityRef, MemoryRef, ModelRef, ProviderRef, UserRef } from './graph-types.ts';
import { MemoryMutations } from './memory.mutations.ts';
import { MemoryMatchResolver, MemoryResolver, MemorySourceResolver } from './memory.resolver.ts';
import { MessageResolver } from './message.resolver.ts';
import { MessagesResolver } from './messages.resolver.ts';
import { ModelPerformanceResolver, PerformanceResolver, ProviderPerformanceResolver } from './performance.resolver.ts';
import { PlatformResolver } from './platform.resolver.ts';
import { ProviderMutations } from './provider.mutations.ts';
import { SubscriptionsResolver } from './subscriptions.resolver.ts';

/** All that answers beside the generated fields. */
export const resolverClasses: NonEmptyArray<Function> = [
  GraphResolver, EntityResolver, NeighbourResolver, PathResolver,
  MessagesResolver, MessageResolver, ContextResolver, ContextSummaryResolver,
  DebateResolver,
  MemoryResolver, MemorySourceResolver, MemoryMatchResolver,
  ModelPerformanceResolver, ProviderPerformanceResolver, PerformanceResolver,
  PlatformResolver,
  ConversationMutations, EntityMutations, MemoryMutations, DebateMutations, ProviderMutations,
  SubscriptionsResolver, EntityChangeResolver, DebateEventResolver, ConversationEventResolver, MemoryChangeResolver,
];

/** The classes that stand for graph types: named, or those that no root reaches would be dropped with their joined fields. */
export const graphTypes: Function[] = [EntityRef, MemoryRef, UserRef, ConversationRef, DebateRef, ModelRef, ProviderRef];
