import * as z from 'zod';

/**
 * The configuration file of lh-bridge: what its flags say, and limits that have no flag. Paths are
 * relative to the folder of the file.
 */
const path = z.string().min(1);
const count = z.int().min(1).max(10_000_000);

export const bridgeConfigSchema = z.strictObject({
  $schema: z.string().optional(),
  log: path.optional(),
  key: path.optional(),
  enrolTokenFile: path.optional(),
  rules: path.optional(),
  /** Access tokens of agents, for clients of the HTTP bridge that came before. */
  compatTokenFile: path.optional(),
  host: z.string().min(1).optional(),
  port: z.int().min(0).max(65_535).optional(),
  /** A segment of the log that has reached this is closed. */
  segmentBytes: z.int().min(4096).max(1_073_741_824).optional(),
  /** Seconds. */
  reviewTimeout: z.number().min(0.05).max(86_400).optional(),
  tlsCert: path.optional(),
  tlsKey: path.optional(),
  /** Where `lh-verify watch` says how the log stands, for the page. */
  watcher: z.url({ protocol: /^https?$/ }).optional(),
  /** Web pages whose scripts may open a WebSocket here. */
  origins: z
    .array(z.string().regex(/^https?:\/\/[^/\s]+$/, { error: 'not an origin: https://host' }))
    .max(100)
    .optional(),
  limits: z
    .strictObject({
      /** Requests of one agent, a second. */
      agentRate: z.number().min(0.1).max(1_000_000).optional(),
      /** Requests of one address, a second; this machine's own are free. */
      addressRate: z.number().min(0.1).max(1_000_000).optional(),
      connections: count.optional(),
      connectionsPerAddress: count.optional(),
      agents: count.optional(),
      inboxStreamsPerAgent: count.optional(),
      openReviewsPerAgent: count.optional(),
    })
    .optional(),
});

export type BridgeConfig = z.output<typeof bridgeConfigSchema>;
