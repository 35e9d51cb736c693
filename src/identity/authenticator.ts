import type { Config } from '../config.ts';
import { developmentIdentity } from '../domain/policy/identity.ts';
import { HelixError } from '../errors.ts';
import type { Authenticator } from '../request/authenticator.ts';
import { isOpen, refuseOpenDoor } from './open-door.ts';
import { jsonWebTokens } from './json-web-tokens.ts';

/** The longest time that a timer takes, in milliseconds. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * Who may come in, by the configuration.
 * @throws HelixError CONFIG_INVALID when nobody would have to say who they are though others reach the address
 */
export function authenticator(config: Config): Authenticator {
  refuseOpenDoor(config);
  const { tenant, authentication } = config;
  const verify = authentication.jwt && jsonWebTokens(authentication.jwt);
  return {
    async authenticate(credentials) {
      if (isOpen(config)) return developmentIdentity(tenant);
      if (credentials === undefined) throw new HelixError('UNAUTHENTICATED', 'Say who you are: a bearer token is needed.');
      if (!verify) throw new HelixError('UNAUTHENTICATED', 'The token is not valid.');
      return verify(credentials);
    },

    watch({ expiresAt }, ended) {
      let timer: NodeJS.Timeout | undefined;
      const wait = () => {
        const left = expiresAt! - Date.now();
        timer = left > 0 ? setTimeout(wait, Math.min(left, LONGEST_TIMER_MS)) : undefined;
        if (left <= 0) ended(new HelixError('UNAUTHENTICATED', 'The token has expired.'));
      };
      if (expiresAt !== undefined) wait();
      return () => clearTimeout(timer);
    },
  };
}
