import { beforeAll, describe, expect, it } from 'vitest';
import { cyclesOf } from './support/cycles.ts';
import { moduleOf, readModules, type Module } from './support/modules.ts';

/** What each place of src/ may import, itself always. `log/position` is one file of a place, with a row of its own. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  errors: [],
  limits: [],
  config: ['errors', 'limits'],
  events: ['errors'],
  'log/position': ['errors'],
  domain: ['errors', 'events'],
  log: ['errors', 'events', 'config'],
  engines: ['errors', 'events', 'config'],
  sources: ['errors', 'events', 'domain', 'config', 'log/position', 'log/archive', 'log/event-log'],
  processors: ['errors', 'events', 'domain', 'log', 'sources'],
  identity: ['errors', 'config', 'domain', 'request'],
  request: ['errors', 'events', 'domain', 'sources', 'log/position'],
  live: ['errors', 'events', 'log', 'request'],
  resolvers: ['errors', 'events', 'domain', 'log/position', 'request', 'live'],
  server: ['errors', 'limits', 'request', 'resolvers', 'live'],
  sample: ['events'],
  client: [],
};
/** Where the parts are put together: these may import anything. */
const ROOTS = ['app', 'cli', 'main'];

/** Rules without IO, clock and randomness. Hashing is neither. */
const PURE = ['errors', 'events', 'domain', 'sample', 'log/position'];
const PURE_BUILTINS = ['node:crypto'];
const IMPURE = /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\brandomUUID\(|\brandomBytes\(|\bperformance\.now\(/;

/** The only files that may know an engine's client. */
const CLIENTS: Readonly<Record<string, RegExp>> = {
  kafkajs: /^src\/(log|engines)\//,
  chdb: /^src\/engines\/clickhouse-server\//,
};

const MOST_LINES = 250;

let modules: readonly Module[];
beforeAll(async () => { modules = await readModules('src', 'test', 'bench'); });

/** Each rule with a file, or two, that breaks it: a rule that finds nothing there would be no rule. */
const rules: readonly (readonly [rule: string, broken: (modules: readonly Module[]) => readonly string[], planted: Readonly<Record<string, string>>, told: string])[] = [
  ['each place imports what its row of the table allows', tableBroken,
    { 'src/domain/graph/planted.ts': "import type { Driver } from '../../sources/graph/connect.ts';" },
    'src/domain/graph/planted.ts imports src/sources/graph/connect.ts'],
  ['position imports nothing else of the log', tableBroken,
    { 'src/log/position.ts': "import { kafkaLog } from './kafka.ts';" },
    'src/log/position.ts imports src/log/kafka.ts'],
  ['every place has its row', tableBroken, { 'src/planted/a.ts': "import { b } from './b.ts';" }, 'src/planted/a.ts has no row in the table'],
  ['no cycle between files, types included', fileCycles,
    { 'src/log/planted.ts': "import type { A } from './planted-too.ts';", 'src/log/planted-too.ts': "export const a = () => import('./planted.ts');" },
    'src/log/planted-too.ts > src/log/planted.ts > src/log/planted-too.ts'],
  ['no cycle between folders', folderCycles,
    { 'src/sources/graph/planted.ts': "import { a } from '../analytics/tables.ts';", 'src/sources/analytics/planted.ts': "import {\n  a,\n} from '../graph/reads.ts';" },
    'src/sources/analytics > src/sources/graph > src/sources/analytics'],
  ['no barrel files', barrels, { 'src/log/planted.ts': "export * from './kafka.ts';" }, 'src/log/planted.ts'],
  [`no file of more than ${MOST_LINES} lines`, tooLong, { 'src/log/planted.ts': '//\n'.repeat(MOST_LINES + 1) }, `src/log/planted.ts has ${MOST_LINES + 1} lines`],
  ['rules do no IO', impure, { 'src/domain/planted.ts': "import { readFile } from 'node:fs/promises';" }, 'src/domain/planted.ts imports node:fs/promises'],
  ['rules ask no clock and draw no lots', impure, { 'src/domain/planted.ts': 'export const now = () => Date.now();' }, 'src/domain/planted.ts says Date.now('],
  ['only the entry reads the environment', readers, { 'src/log/planted.ts': 'export const port = process.env.PORT;' }, 'src/log/planted.ts'],
  ["an engine's client stays behind its port", clientsElsewhere, { 'src/live/planted.ts': "import { Kafka } from 'kafkajs';" }, 'src/live/planted.ts imports kafkajs'],
];

describe.each(rules)('%s', (_, broken, planted, told) => {
  it('holds', () => expect(broken(modules)).toEqual([]));

  it('is told of a file that breaks it', () => {
    const kept = modules.filter(({ path }) => !(path in planted));
    expect(broken([...kept, ...Object.entries(planted).map(([path, text]) => moduleOf(path, text))])).toContain(told);
  });
});

it('every file of the table is there', () => {
  const places = new Set(modules.filter(ofSource).flatMap(({ path }) => [placeOf(path), nameOf(path)]));
  expect([...Object.entries(MAY_IMPORT).flat(2), ...ROOTS].filter((place) => !places.has(place))).toEqual([]);
});

function tableBroken(all: readonly Module[]): readonly string[] {
  return all.filter(ofSource).flatMap(({ path, imports }) => {
    const place = placeOf(path);
    if (ROOTS.includes(place)) return [];
    const own = MAY_IMPORT[nameOf(path)];
    const allowed = own ?? MAY_IMPORT[place];
    if (!allowed) return [`${path} has no row in the table`];
    return imports
      .filter((to) => to.startsWith('src/'))
      .filter((to) => (own !== undefined || placeOf(to) !== place) && !allowed.includes(placeOf(to)) && !allowed.includes(nameOf(to)))
      .map((to) => `${path} imports ${to}`);
  });
}

function fileCycles(all: readonly Module[]): readonly string[] {
  return told(new Map(all.map(({ path, imports }) => [path, new Set(imports.filter((to) => to.endsWith('.ts')))])));
}

/** Folders beside each other. A folder and what lies in it are one idea and its parts. */
function folderCycles(all: readonly Module[]): readonly string[] {
  const graph = new Map<string, Set<string>>();
  for (const { path, imports } of all) {
    for (const to of imports.filter((one) => one.endsWith('.ts'))) {
      const [from, into] = [path.split('/'), to.split('/')];
      const parting = from.findIndex((part, i) => part !== into[i]);
      if (parting < 0 || from.length <= parting + 1 || into.length <= parting + 1) continue; // one of them is a file here
      const folder = from.slice(0, parting + 1).join('/');
      graph.set(folder, (graph.get(folder) ?? new Set()).add(into.slice(0, parting + 1).join('/')));
    }
  }
  return told(graph);
}

function told(graph: ReadonlyMap<string, ReadonlySet<string>>): readonly string[] {
  const sorted = new Map([...graph].sort(([a], [b]) => (a < b ? -1 : 1)));
  return cyclesOf(sorted).map((cycle) => cycle.join(' > '));
}

function barrels(all: readonly Module[]): readonly string[] {
  return all.filter(({ text }) => /^export\s(?:type\s)?(?:\*|\{[^}]*\})[^;]*\sfrom\s/m.test(text)).map(({ path }) => path);
}

function tooLong(all: readonly Module[]): readonly string[] {
  return all.map(({ path, text }) => [path, text.trimEnd().split('\n').length] as const).filter(([, lines]) => lines > MOST_LINES).map(([path, lines]) => `${path} has ${lines} lines`);
}

function impure(all: readonly Module[]): readonly string[] {
  return all.filter(({ path }) => ofSource({ path }) && (PURE.includes(placeOf(path)) || PURE.includes(nameOf(path)))).flatMap(({ path, text, imports }) => [
    ...imports.filter((name) => name.startsWith('node:') && !PURE_BUILTINS.includes(name)).map((name) => `${path} imports ${name}`),
    ...(IMPURE.exec(text) ?? []).map((words) => `${path} says ${words}`),
  ]);
}

function readers(all: readonly Module[]): readonly string[] {
  return all.filter((one) => ofSource(one) && one.text.includes('process.env')).map(({ path }) => path);
}

function clientsElsewhere(all: readonly Module[]): readonly string[] {
  return all.filter(ofSource).flatMap(({ path, imports }) => imports.filter((name) => CLIENTS[name] && !CLIENTS[name].test(path)).map((name) => `${path} imports ${name}`));
}

function ofSource({ path }: Pick<Module, 'path'>): boolean {
  return path.startsWith('src/');
}

/** The part of src/ that a file belongs to: the name of its folder there, or its own. */
function placeOf(path: string): string {
  return path.split('/')[1]!.replace(/\.ts$/, '');
}

/** `log/position` of `src/log/position.ts`. */
function nameOf(path: string): string {
  return path.replace(/^src\//, '').replace(/\.ts$/, '');
}
