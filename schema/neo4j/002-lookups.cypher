// What writes look for.
CREATE INDEX entity_redirects IF NOT EXISTS FOR (n:EntityRecord) ON (n.tenant, n.mergedInto);
CREATE INDEX related_to_identity IF NOT EXISTS FOR ()-[r:RELATED_TO]-() ON (r.tenant, r.id);

// What generated queries look for: by id, and the lists and filters of one tenant.
CREATE INDEX entity_id IF NOT EXISTS FOR (n:Entity) ON (n.tenant, n.id);
CREATE INDEX entity_type IF NOT EXISTS FOR (n:Entity) ON (n.tenant, n.type);
CREATE INDEX entity_tenant IF NOT EXISTS FOR (n:Entity) ON (n.tenant);
CREATE INDEX memory_id IF NOT EXISTS FOR (n:Memory) ON (n.tenant, n.id);
CREATE INDEX memory_tenant IF NOT EXISTS FOR (n:Memory) ON (n.tenant);
CREATE INDEX conversation_updated IF NOT EXISTS FOR (n:Conversation) ON (n.tenant, n.updatedAt);
CREATE INDEX debate_completed IF NOT EXISTS FOR (n:Debate) ON (n.tenant, n.completedAt);
