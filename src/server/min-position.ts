import { HelixError } from '../errors.ts';
import type { RequestPorts } from '../request/ports.ts';
import type { RequestOptions } from '../request/request.ts';

/** The header that carries `minPosition` where an operation has no extensions of its own. */
export const MIN_POSITION_HEADER = 'helixgraph-min-position';

/**
 * What a client asks to have read at least: `extensions.minPosition`, else the header.
 * @throws HelixError POSITION_INVALID
 */
export function minPositionOf(extensions: unknown, header: string | undefined, { codec, tenant }: Pick<RequestPorts, 'codec' | 'tenant'>): RequestOptions['minPosition'] {
  const given = typeof extensions === 'object' && extensions !== null ? (extensions as Record<string, unknown>)['minPosition'] : undefined;
  const text = given ?? header;
  if (text === undefined || text === null || text === '') return undefined;
  if (typeof text !== 'string') throw new HelixError('POSITION_INVALID', 'minPosition: expected the position that a mutation or an event gave.');
  return codec.decode(text, tenant);
}
