import type { TestApi } from './api.ts';

/** Inputs that are not called after their mutation. */
const INPUTS: Readonly<Record<string, string>> = { recordProviderMetrics: 'ProviderMetricsInput' };

/**
 * Runs mutations in order, each a field with its input.
 * @returns their positions: together as `minPosition` they read all that was said
 */
export async function say(api: TestApi, ...mutations: readonly (readonly [field: string, input: object])[]): Promise<string[]> {
  const positions: string[] = [];
  for (const [field, input] of mutations) {
    const type = INPUTS[field] ?? `${field.charAt(0).toUpperCase()}${field.slice(1)}Input`;
    const { data, errors } = await api.query(`mutation ($input: ${type}!) { ${field}(input: $input) { position } }`, { input });
    if (errors) throw new Error(`${field}: ${JSON.stringify(errors)}`);
    positions.push(data[field].position);
  }
  return positions;
}
