import { met, type Benchmark, type Bound, type Distribution, type Figure } from './benchmark.ts';

export interface Result {
  readonly benchmark: string;
  readonly conditions: string;
  readonly figures: readonly Figure[];
  /** Why there are no figures, where it failed. */
  readonly failure?: string;
}

/** One result as a line of JSON. */
export function asJson({ name, conditions }: Benchmark, result: Pick<Result, 'figures' | 'failure'>): string {
  const figures = result.figures.map((figure) => ({
    ...figure,
    ...(figure.comparison && { ratio: figure.value / figure.comparison.value }),
    met: met(figure),
  }));
  return JSON.stringify({ benchmark: name, conditions, figures, failure: result.failure });
}

/** All results as a table for people. */
export function asTable(results: readonly Result[]): string {
  const rows = results.flatMap(({ benchmark, figures, failure }) => [
    ...figures.map((figure) => row(benchmark, figure)),
    ...(failure === undefined ? [] : [[benchmark, failure.split('\n')[0]!, '', '', '', '', 'failed']]),
  ]);
  const table = [['benchmark', 'figure', 'value', 'target', 'compared with', 'ratio', 'met'], ...rows];
  const widths = table[0]!.map((_, column) => Math.max(...table.map((cells) => cells[column]!.length)));
  const line = (cells: readonly string[]) => `| ${cells.map((cell, i) => cell.padEnd(widths[i]!)).join(' | ')} |`;
  return [line(table[0]!), `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`, ...rows.map(line)].join('\n');
}

function row(benchmark: string, figure: Figure): string[] {
  const { name, value, unit, target, comparison, distribution } = figure;
  const verdict = met(figure);
  return [
    benchmark,
    name,
    `${shown(value)} ${unit}${distribution ? ` (${spread(distribution)})` : ''}`,
    target ? bound(target) : '',
    comparison ? `${comparison.with}: ${shown(comparison.value)}` : '',
    comparison ? `${(value / comparison.value).toFixed(2)}${comparison.target ? ` (${bound(comparison.target)})` : ''}` : '',
    verdict === undefined ? '' : verdict ? 'yes' : 'NO',
  ];
}

function spread({ p50, p95, p99 }: Distribution): string {
  return `p50 ${shown(p50)}, p95 ${shown(p95)}, p99 ${shown(p99)}`;
}

function bound(target: Bound): string {
  return 'atLeast' in target ? `≥ ${shown(target.atLeast)}` : `≤ ${shown(target.atMost)}`;
}

function shown(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en-US') : String(Number(value.toPrecision(3)));
}
