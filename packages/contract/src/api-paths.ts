// Apart from the schemas of the API, for who has no other use of a library for schemas.

/**
 * The HTTP API of the bridge, version 1. Every request but those under /health, /ready and /metrics
 * is signed (see request-signature.ts); every refusal is a problem (RFC 9457) with a stable `code`.
 */
export const API_PATHS = {
  health: '/health',
  ready: '/ready',
  metrics: '/metrics',
  openapi: '/openapi.json',
  info: '/v1/info',
  stateDigest: '/v1/state/digest',
  agents: '/v1/agents',
  sessions: '/v1/sessions',
  commands: '/v1/commands',
  reviews: '/v1/reviews',
  events: '/v1/events',
  inbox: '/v1/inbox',
  experts: '/v1/experts',
  presence: '/v1/presence',
  proposals: '/v1/proposals',
  tasks: '/v1/tasks',
  elicitations: '/v1/elicitations',
  collaborations: '/v1/collaborations',
} as const;

export const LIMITS = {
  bodyBytesMax: 1 << 20,
  payloadBytesMax: 256 << 10,
  stepCountMax: 64,
  keyLengthMax: 200,
  eventsPageMax: 1000,
  clockSkewMs: 30_000,
} as const;
