/** What the sample's people talk about. Ids are `tech-kafka`, `concept-replay`: the type, then the slug. */
export interface Thing {
  readonly id: string;
  readonly type: 'TECH' | 'CONCEPT' | 'ORG';
  readonly name: string;
  readonly value: string;
  readonly aliases: readonly string[];
}

type Row = readonly [slug: string, name: string, value: string, ...aliases: string[]];

const tech: readonly Row[] = [
  ['kafka', 'Kafka', 'A distributed log', 'Apache Kafka'],
  ['neo4j', 'Neo4j', 'A graph database'],
  ['clickhouse', 'ClickHouse', 'A column store for analytics', 'CH'],
  ['postgresql', 'PostgreSQL', 'A relational database', 'PSQL'],
  ['redis', 'Redis', 'An in-memory store'],
  ['graphql', 'GraphQL', 'A query language for APIs', 'GQL'],
  ['kubernetes', 'Kubernetes', 'Runs containers on many machines', 'k8s'],
  ['terraform', 'Terraform', 'Infrastructure as code'],
  ['opentelemetry', 'OpenTelemetry', 'Traces, metrics and logs by one standard', 'OTel'],
  ['prometheus', 'Prometheus', 'Collects and queries metrics'],
  ['grafana', 'Grafana', 'Dashboards'],
  ['typescript', 'TypeScript', 'JavaScript with types', 'TS'],
  ['nodejs', 'Node.js', 'Runs JavaScript on servers', 'Node'],
  ['rust', 'Rust', 'A systems language'],
  ['onnx', 'ONNX Runtime', 'Runs models on a CPU', 'ORT'],
  ['vllm', 'vLLM', 'Serves language models on GPUs'],
  ['websocket', 'WebSocket', 'A two-way connection to browsers', 'WS'],
  ['parquet', 'Parquet', 'A column file format', 'Apache Parquet'],
  ['spark', 'Spark', 'Batch jobs over large data', 'Apache Spark'],
  ['s3', 'S3', 'An object store', 'Simple Storage Service'],
];

const concepts: readonly Row[] = [
  ['replay', 'event replay', 'Reading a log again from an earlier position'],
  ['idempotency', 'idempotency', 'Doing something twice changes nothing more', 'idempotence'],
  ['backpressure', 'backpressure', 'Telling a producer to slow down'],
  ['rag', 'retrieval', 'Finding text for a model to read', 'RAG', 'retrieval-augmented generation'],
  ['compression', 'context compression', 'Fitting a long conversation into a window'],
  ['evals', 'evaluation', 'Measuring whether answers are good', 'evals'],
  ['tenancy', 'tenant isolation', 'Keeping customers apart', 'multi-tenancy'],
  ['canary', 'canary release', 'Trying a change on a few first'],
  ['caching', 'prompt caching', 'Paying once for a repeated prefix'],
  ['guardrails', 'guardrails', 'What an agent may not do'],
  ['sharding', 'sharding', 'Splitting data over machines', 'partitioning'],
];

const orgs: readonly Row[] = [
  ['platform', 'Platform team', 'Runs the event pipeline', 'Platform'],
  ['research', 'Research group', 'Evaluates models'],
  ['support', 'Customer support', 'Answers customers', 'Support'],
  ['security', 'Security office', 'Reviews what leaves the house', 'SecOps'],
];

const rowsToThings = (type: Thing['type'], rows: readonly Row[]): readonly Thing[] =>
  rows.map(([slug, name, value, ...aliases]) => ({ id: `${type.toLowerCase()}-${slug}`, type, name, value, aliases }));

export const technologies = rowsToThings('TECH', tech);
export const ideas = rowsToThings('CONCEPT', concepts);
export const teams = rowsToThings('ORG', orgs);

/** Described a second time under another id by somebody who did not look: merged later. */
export const duplicates: readonly (Thing & { readonly of: string })[] = [
  { id: 'tech-postgres', of: 'tech-postgresql', type: 'TECH', name: 'Postgres', value: 'The relational database', aliases: ['PG'] },
  { id: 'tech-node', of: 'tech-nodejs', type: 'TECH', name: 'NodeJS', value: 'The JavaScript runtime', aliases: ['node'] },
  { id: 'concept-multi-tenancy', of: 'concept-tenancy', type: 'CONCEPT', name: 'multi-tenant data', value: 'Many customers in one store', aliases: [] },
];
