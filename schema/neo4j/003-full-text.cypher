// Named by `@fulltext` in schema/graph.graphql.
CREATE FULLTEXT INDEX entity_text IF NOT EXISTS FOR (n:Entity) ON EACH [n.name, n.aliasText, n.value];
CREATE FULLTEXT INDEX memory_text IF NOT EXISTS FOR (n:Memory) ON EACH [n.content];
CREATE FULLTEXT INDEX conversation_text IF NOT EXISTS FOR (n:Conversation) ON EACH [n.title];
