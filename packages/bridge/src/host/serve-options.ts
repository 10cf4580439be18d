import path from 'node:path';
import { LighthouseError } from '@lighthouse/contract';
import type { BridgeConfig } from '@lighthouse/contract/bridge-config';
import { DEFAULT_SETTINGS } from '../service/settings.ts';
import type { Settings } from '../service/settings.ts';
import { loadConfig } from './load-config.ts';

/** What the command line and the environment say; undefined where they say nothing. */
export interface ServeArgs {
  readonly config: string | undefined;
  readonly log: string | undefined;
  readonly key: string | undefined;
  readonly host: string | undefined;
  readonly port: number | undefined;
  readonly rules: string | undefined;
  readonly enrolTokenFile: string | undefined;
  readonly reviewTimeout: number | undefined;
  readonly agentRate: number | undefined;
  readonly tlsCert: string | undefined;
  readonly tlsKey: string | undefined;
  readonly watcher: string | undefined;
  readonly segmentBytes: number | undefined;
  readonly compatTokenFile: string | undefined;
  readonly stopWithStdin: boolean;
}

/** What a server is started with: all paths absolute. */
export interface ServeOptions {
  readonly log: string;
  readonly key: string;
  readonly host: string;
  readonly port: number;
  readonly rules: string | undefined;
  readonly enrolTokenFile: string | undefined;
  readonly tls: { readonly cert: string; readonly key: string } | undefined;
  readonly settings: Settings;
  readonly segmentBytes: number;
  readonly compatTokenFile: string | undefined;
  /** URL of a watcher of the log. */
  readonly watcher: string | undefined;
  readonly stopWithStdin: boolean;
}

export const DEFAULTS = {
  log: 'data/log',
  key: 'keys/lighthouse.keyring.json',
  host: '127.0.0.1',
  port: 8765,
  segmentBytes: 33_554_432,
} as const;

/** Defaults, then the configuration file, then the environment and the command line. */
export function serveOptions(args: ServeArgs, cwd: string): ServeOptions {
  const inCwd = (name: string | undefined) =>
    name === undefined ? undefined : path.resolve(cwd, name);
  const file = inCwd(args.config);
  const config: BridgeConfig = file === undefined ? {} : loadConfig(file);
  const tlsCert = inCwd(args.tlsCert) ?? config.tlsCert;
  const tlsKey = inCwd(args.tlsKey) ?? config.tlsKey;
  return {
    log: inCwd(args.log) ?? config.log ?? path.resolve(cwd, DEFAULTS.log),
    key: inCwd(args.key) ?? config.key ?? path.resolve(cwd, DEFAULTS.key),
    host: args.host ?? config.host ?? DEFAULTS.host,
    port: args.port ?? config.port ?? DEFAULTS.port,
    rules: inCwd(args.rules) ?? config.rules,
    enrolTokenFile: inCwd(args.enrolTokenFile) ?? config.enrolTokenFile,
    tls: tlsOf(tlsCert, tlsKey),
    settings: settingsOf(args, config),
    compatTokenFile: inCwd(args.compatTokenFile) ?? config.compatTokenFile,
    segmentBytes: args.segmentBytes ?? config.segmentBytes ?? DEFAULTS.segmentBytes,
    watcher: args.watcher ?? config.watcher,
    stopWithStdin: args.stopWithStdin,
  };
}

function tlsOf(cert: string | undefined, key: string | undefined): ServeOptions['tls'] {
  if (cert === undefined && key === undefined) return undefined;
  if (cert !== undefined && key !== undefined) return { cert, key };
  throw new LighthouseError('LH_USAGE', 'TLS takes a certificate and its key', {
    hint: 'give both --tls-cert and --tls-key, or neither',
  });
}

function settingsOf(args: ServeArgs, { reviewTimeout, origins, limits = {} }: BridgeConfig) {
  const reviewSeconds = args.reviewTimeout ?? reviewTimeout;
  const chosen = {
    reviewMs: reviewSeconds === undefined ? undefined : reviewSeconds * 1000,
    originsAllowed: origins,
    requestsPerSecondPerAgent: args.agentRate ?? limits.agentRate,
    requestsPerSecondPerAddress: limits.addressRate,
    connectionsMax: limits.connections,
    connectionsPerAddressMax: limits.connectionsPerAddress,
    agentsMax: limits.agents,
    inboxStreamsPerAgentMax: limits.inboxStreamsPerAgent,
    openReviewsPerAgentMax: limits.openReviewsPerAgent,
  };
  const said = Object.entries(chosen).filter(([, value]) => value !== undefined);
  return { ...DEFAULT_SETTINGS, ...Object.fromEntries(said) };
}
