import type { Config } from '../config.ts';
import { HelixError } from '../errors.ts';

/** Whether nobody has to say who they are. */
export function isOpen({ authentication }: Pick<Config, 'authentication'>): boolean {
  return authentication.jwt === undefined;
}

/**
 * Refuses to let everybody in on an address that others reach.
 * @throws HelixError CONFIG_INVALID
 */
export function refuseOpenDoor(config: Pick<Config, 'host' | 'authentication'>): void {
  if (!isOpen(config) || isLoopback(config.host)) return;
  throw new HelixError('CONFIG_INVALID', `Others reach HOST ${config.host}, and nobody would have to say who they are: set HELIXGRAPH_JWT_ISSUER, HELIXGRAPH_JWT_AUDIENCE and HELIXGRAPH_JWT_KEYS, or listen on 127.0.0.1.`);
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}
