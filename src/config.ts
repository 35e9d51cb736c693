import { z } from 'zod';
import { HelixError } from './errors.ts';
import { limitVariables, limitsOf, type Limits } from './limits.ts';

/** The environment's variables. */
export type Env = Readonly<Record<string, string | undefined>>;

export type RoleName = 'api' | 'projector';

/** Everything that can be set, checked and frozen. Made from an environment by `readConfig`. */
export interface Config {
  readonly host: string;
  readonly port: number;
  /** The data folder of the embedded engines. */
  readonly dataFolder: string;
  readonly roles: readonly RoleName[];
  /** The tenant of records that name none, and of the development identity. */
  readonly tenant: string;
  /** An engine's address where it already runs; absent, the program starts an embedded one. */
  readonly kafka?: KafkaConfig;
  readonly neo4j?: Neo4jConfig;
  readonly clickhouse?: ClickHouseConfig;
  /** 32 bytes that encrypt positions; absent, made once and kept in the data folder. */
  readonly positionKey?: string;
  readonly logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug';
  readonly requestTimeoutMs: number;
  readonly authentication: AuthenticationConfig;
  /** How long one statement to a store may take for a request. */
  readonly statementTimeoutMs: number;
  /** The origins of web pages that may ask, beside our own. */
  readonly origins: readonly string[];
  /** A folder of operations that are known by their hash; those that come with the program when absent. */
  readonly operationsFolder?: string;
  /** Whether only known operations are answered. */
  readonly safelist: boolean;
  readonly limits: Limits;
  /** Whether clients may ask for the schema, and are given the explorer. */
  readonly introspection: boolean;
}

/** How callers say who they are; nothing of it: on loopback everybody is the development identity. */
export interface AuthenticationConfig {
  readonly jwt?: JwtConfig;
}
export interface JwtConfig {
  readonly issuer: string;
  readonly audience: string;
  /** A JSON Web Key Set: its URL, or a file. */
  readonly keys: string;
  readonly algorithms: readonly string[];
  /** The claims that hold the tenant, and the roles. */
  readonly tenantClaim: string;
  readonly rolesClaim: string;
}

export interface KafkaConfig {
  readonly brokers: readonly string[];
  readonly tls: boolean;
  readonly sasl?: { readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512'; readonly username: string; readonly password: string };
}
export interface Neo4jConfig {
  readonly url: string;
  readonly username?: string;
  readonly password?: string;
  readonly database: string;
}
export interface ClickHouseConfig {
  readonly url: string;
  readonly username?: string;
  readonly password?: string;
  readonly database: string;
  /** Who reads for requests, where that is somebody with fewer rights. */
  readonly reader?: { readonly username: string; readonly password: string };
}

const url = (...protocols: string[]) =>
  z.string().refine((text) => URL.canParse(text) && protocols.includes(new URL(text).protocol), {
    error: ({ input }) => `expected a URL that begins with ${protocols.map((p) => `${p}//`).join(' or ')}, got ${JSON.stringify(redact(String(input)))}`,
  });

const variables = z.object({
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65535).default(4000),
  HELIXGRAPH_DATA: z.string().min(1).default('.helixgraph'),
  HELIXGRAPH_ROLES: z
    .string()
    .default('api,projector')
    .transform((text) => text.split(',').map((role) => role.trim()).filter(Boolean))
    .pipe(z.array(z.enum(['api', 'projector'])).min(1)),
  HELIXGRAPH_TENANT: z.string().min(1).max(128).default('default'),
  HELIXGRAPH_POSITION_KEY: z.string().regex(/^[0-9a-f]{64}$/i, 'expected 64 hexadecimal digits').optional(),
  HELIXGRAPH_LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug']).default('info'),
  HELIXGRAPH_REQUEST_TIMEOUT_MS: z.coerce.number().int().min(100).max(600_000).default(10_000),
  HELIXGRAPH_JWT_ISSUER: z.string().min(1).optional(),
  HELIXGRAPH_JWT_AUDIENCE: z.string().min(1).optional(),
  HELIXGRAPH_JWT_KEYS: z.string().min(1).refine((text) => !text.includes('://') || isTrustworthy(text), 'expected an https:// URL (http:// on loopback only), or a file').optional(),
  HELIXGRAPH_JWT_ALGORITHMS: z.string().default('RS256,PS256,ES256,EdDSA').transform((text) => text.split(',').map((name) => name.trim()))
    .pipe(z.array(z.enum(['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'])).min(1)),
  HELIXGRAPH_JWT_TENANT_CLAIM: z.string().min(1).default('tenant'),
  HELIXGRAPH_JWT_ROLES_CLAIM: z.string().min(1).default('roles'),
  HELIXGRAPH_STATEMENT_TIMEOUT_MS: z.coerce.number().int().min(100).max(600_000).default(2_500),
  HELIXGRAPH_ORIGINS: z
    .string()
    .default('')
    .transform((text) => text.split(',').map((origin) => origin.trim()).filter(Boolean))
    .pipe(z.array(z.string().refine((text) => URL.canParse(text) && new URL(text).origin === text, 'expected origins as browsers send them, e.g. https://example.com'))),
  HELIXGRAPH_OPERATIONS: z.string().min(1).optional(),
  HELIXGRAPH_SAFELIST: z.stringbool().default(false),
  HELIXGRAPH_INTROSPECTION: z.stringbool().optional(),
  NODE_ENV: z.string().optional(),
  ...limitVariables,
  KAFKA_BROKERS: z.string().min(1).optional(),
  KAFKA_TLS: z.stringbool().default(false),
  KAFKA_SASL_MECHANISM: z.enum(['plain', 'scram-sha-256', 'scram-sha-512']).default('plain'),
  KAFKA_USERNAME: z.string().optional(),
  KAFKA_PASSWORD: z.string().optional(),
  NEO4J_URI: url('bolt:', 'bolt+s:', 'bolt+ssc:', 'neo4j:', 'neo4j+s:', 'neo4j+ssc:').optional(),
  NEO4J_USERNAME: z.string().optional(),
  NEO4J_PASSWORD: z.string().optional(),
  NEO4J_DATABASE: z.string().min(1).default('neo4j'),
  CLICKHOUSE_URL: url('http:', 'https:').optional(),
  CLICKHOUSE_USERNAME: z.string().optional(),
  CLICKHOUSE_PASSWORD: z.string().optional(),
  CLICKHOUSE_READER_USERNAME: z.string().optional(),
  CLICKHOUSE_READER_PASSWORD: z.string().optional(),
  CLICKHOUSE_DATABASE: z.string().regex(/^[A-Za-z_]\w*$/, 'expected a plain identifier').default('helixgraph'),
}).superRefine((v, { addIssue }) => {
  const needed = ['HELIXGRAPH_JWT_ISSUER', 'HELIXGRAPH_JWT_AUDIENCE', 'HELIXGRAPH_JWT_KEYS'] as const;
  const missing = needed.filter((name) => v[name] === undefined);
  if (missing.length < needed.length) for (const name of missing) addIssue({ code: 'custom', path: [name], message: `needed with ${needed.filter((one) => one !== name).join(' and ')}` });
});

/**
 * The configuration an environment describes.
 * @throws HelixError CONFIG_INVALID with one line for each problem
 */
export function readConfig(env: Env): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = variables.safeParse(given);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
    throw new HelixError('CONFIG_INVALID', `The configuration is not valid:\n${problems.join('\n')}`);
  }
  const v = parsed.data;
  return Object.freeze({
    host: v.HOST,
    port: v.PORT,
    dataFolder: v.HELIXGRAPH_DATA,
    roles: [...new Set(v.HELIXGRAPH_ROLES)],
    tenant: v.HELIXGRAPH_TENANT,
    kafka: v.KAFKA_BROKERS === undefined ? undefined : {
      brokers: v.KAFKA_BROKERS.split(',').map((broker) => broker.trim()),
      tls: v.KAFKA_TLS,
      sasl: v.KAFKA_USERNAME === undefined ? undefined
        : { mechanism: v.KAFKA_SASL_MECHANISM, username: v.KAFKA_USERNAME, password: v.KAFKA_PASSWORD ?? '' },
    },
    neo4j: v.NEO4J_URI === undefined ? undefined
      : { url: v.NEO4J_URI, username: v.NEO4J_USERNAME, password: v.NEO4J_PASSWORD, database: v.NEO4J_DATABASE },
    clickhouse: v.CLICKHOUSE_URL === undefined ? undefined
      : { url: v.CLICKHOUSE_URL, username: v.CLICKHOUSE_USERNAME, password: v.CLICKHOUSE_PASSWORD, database: v.CLICKHOUSE_DATABASE, reader: v.CLICKHOUSE_READER_USERNAME === undefined ? undefined : { username: v.CLICKHOUSE_READER_USERNAME, password: v.CLICKHOUSE_READER_PASSWORD ?? '' } },
    positionKey: v.HELIXGRAPH_POSITION_KEY,
    logLevel: v.HELIXGRAPH_LOG_LEVEL,
    requestTimeoutMs: v.HELIXGRAPH_REQUEST_TIMEOUT_MS,
    authentication: { jwt: jwtOf(v) },
    statementTimeoutMs: v.HELIXGRAPH_STATEMENT_TIMEOUT_MS,
    origins: v.HELIXGRAPH_ORIGINS,
    operationsFolder: v.HELIXGRAPH_OPERATIONS,
    safelist: v.HELIXGRAPH_SAFELIST,
    limits: limitsOf(v),
    introspection: v.HELIXGRAPH_INTROSPECTION ?? v.NODE_ENV !== 'production',
  });
}

function jwtOf(v: z.output<typeof variables>): JwtConfig | undefined {
  if (v.HELIXGRAPH_JWT_ISSUER === undefined || v.HELIXGRAPH_JWT_AUDIENCE === undefined || v.HELIXGRAPH_JWT_KEYS === undefined) return undefined;
  return {
    issuer: v.HELIXGRAPH_JWT_ISSUER,
    audience: v.HELIXGRAPH_JWT_AUDIENCE,
    keys: v.HELIXGRAPH_JWT_KEYS,
    algorithms: v.HELIXGRAPH_JWT_ALGORITHMS,
    tenantClaim: v.HELIXGRAPH_JWT_TENANT_CLAIM,
    rolesClaim: v.HELIXGRAPH_JWT_ROLES_CLAIM,
  };
}

/** Keys that came over an open network would be anybody's. */
function isTrustworthy(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return protocol === 'https:' || (protocol === 'http:' && ['127.0.0.1', '[::1]', 'localhost'].includes(hostname));
}

/** A URL without its password, fit to be shown. */
export function redact(text: string): string {
  return text.replace(/\/\/([^/@:]*):[^/]*@/, '//$1:***@');
}
