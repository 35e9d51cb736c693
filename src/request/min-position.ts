import { HelixError } from '../errors.ts';
import { EMPTY, merge, type Position } from '../log/position.ts';
import type { RequestPorts } from './ports.ts';

/** The header that carries `minPosition` where an operation has no extensions of its own; several with commas between. */
export const MIN_POSITION_HEADER = 'helixgraph-min-position';

/**
 * What a client asks to have read at least: `extensions.minPosition`, one position or a list of them, and the header's.
 * @throws HelixError POSITION_INVALID
 */
export function minPositionOf(extensions: unknown, header: string | string[] | undefined, { codec, tenant }: Pick<RequestPorts, 'codec'> & { readonly tenant: string }): Position {
  const given = typeof extensions === 'object' && extensions !== null ? (extensions as Record<string, unknown>)['minPosition'] : undefined;
  const texts = [given ?? [], header?.toString().split(',').filter((text) => text.trim() !== '') ?? []].flat();
  return texts.reduce<Position>((all, text) => {
    if (typeof text !== 'string') throw new HelixError('POSITION_INVALID', 'minPosition: expected a position that a mutation or an event gave, or a list of them.');
    return merge(all, codec.decode(text.trim(), tenant));
  }, EMPTY);
}
