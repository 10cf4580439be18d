import type { RouteParts } from '../routes.ts';
import { addCompatCommandRoutes } from './command-routes.ts';
import { addCompatEventRoutes } from './event-routes.ts';
import { CompatSessions } from './compat-sessions.ts';
import type { AccessToken } from './compat-sessions.ts';
import { addCompatQuestionRoutes } from './question-routes.ts';
import { addCompatSessionRoutes } from './session-routes.ts';
import { addCompatWorkRoutes } from './work-routes.ts';

export interface CompatParts extends RouteParts {
  readonly sessions: CompatSessions;
}

/**
 * Endpoints of the HTTP bridge that came before, so that its clients can be pointed here. Who
 * speaks follows from the token alone; what it says is decided, limited and logged as anybody's.
 */
export function addCompatRoutes(parts: RouteParts, tokens: readonly AccessToken[]): void {
  const sessions = new CompatSessions(parts.bridge, parts.gate, tokens);
  const compat = { ...parts, sessions };
  addCompatSessionRoutes(compat);
  addCompatCommandRoutes(compat);
  addCompatEventRoutes(compat);
  addCompatWorkRoutes(compat);
  addCompatQuestionRoutes(compat);
}
