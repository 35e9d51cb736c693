// One node for each (tenant, id). Things that wait, were removed or were merged away lose the label that lists look for;
// the label named …Record holds in every state, so identity hangs on it.
CREATE CONSTRAINT entity_identity IF NOT EXISTS FOR (n:EntityRecord) REQUIRE (n.tenant, n.id) IS UNIQUE;
CREATE CONSTRAINT memory_identity IF NOT EXISTS FOR (n:MemoryRecord) REQUIRE (n.tenant, n.id) IS UNIQUE;
CREATE CONSTRAINT relation_identity IF NOT EXISTS FOR (n:RelationRecord) REQUIRE (n.tenant, n.id) IS UNIQUE;
CREATE CONSTRAINT user_identity IF NOT EXISTS FOR (n:User) REQUIRE (n.tenant, n.id) IS UNIQUE;
CREATE CONSTRAINT conversation_identity IF NOT EXISTS FOR (n:Conversation) REQUIRE (n.tenant, n.id) IS UNIQUE;
CREATE CONSTRAINT debate_identity IF NOT EXISTS FOR (n:Debate) REQUIRE (n.tenant, n.id) IS UNIQUE;
CREATE CONSTRAINT participant_identity IF NOT EXISTS FOR (n:Participant) REQUIRE (n.tenant, n.id) IS UNIQUE;
CREATE CONSTRAINT model_identity IF NOT EXISTS FOR (n:Model) REQUIRE (n.tenant, n.id) IS UNIQUE;
CREATE CONSTRAINT provider_identity IF NOT EXISTS FOR (n:Provider) REQUIRE (n.tenant, n.id) IS UNIQUE;
CREATE CONSTRAINT position_identity IF NOT EXISTS FOR (n:Position) REQUIRE (n.projection, n.partition) IS UNIQUE;
