/** Ids that every sample has, in the tenant `default`: what the example operations ask for. */
export const landmarks = Object.freeze({
  tenant: 'default',
  userId: 'user-ada',
  userName: 'Ada Moreno',
  /** Has a user with memories, entities, a debate with a winner, and a compressed beginning. */
  conversationId: 'conv-welcome',
  debateId: 'debate-welcome',
  /** Mentioned on many days, remembered, and related to many others. */
  entityId: 'tech-kafka',
  /** A few relationships away from it. */
  farEntityId: 'tech-s3',
  /** Merged into another entity. */
  mergedEntityId: 'tech-postgres',
});
