import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { EXIT, hasErrorCode, LighthouseError } from '@lighthouse/contract';
import type { ExitCode } from '@lighthouse/contract';
import { loadKeyRing, openLog } from '@lighthouse/event-store';
import type { EventLog, KeyRing } from '@lighthouse/event-store';
import { Policy } from '../domain/policy.ts';
import type { EnrolToken } from '../http/agent-routes.ts';
import { createServer } from '../http/server.ts';
import type { Server } from '../http/server.ts';
import type { Bridge } from '../service/bridge.ts';
import { openBridge } from '../service/open-bridge.ts';
import { DEFAULT_SETTINGS } from '../service/settings.ts';
import { loadEnrolTokens } from './enrol-tokens.ts';
import type { HostIo } from './host-io.ts';
import { createLineLogger } from './line-logger.ts';
import type { LineLogger, LogFacts } from './line-logger.ts';
import { listen } from './listen.ts';
import { loadRules } from './load-rules.ts';
import { nowMs, othersTurn, processFigures, processId, stopSignal } from './process.ts';
import { startSweeps } from './sweeps.ts';

export interface ServeArgs {
  readonly log: string;
  readonly key: string;
  readonly host: string;
  readonly port: number;
  readonly rules: string | undefined;
  readonly enrolTokenFile: string | undefined;
  readonly reviewTimeout: number;
  readonly agentRate: number;
  readonly segmentBytes: number;
  readonly stopWithStdin: boolean;
}

/** How long requests under way may take to end once the server is to stop. */
const DRAIN_LIMIT_MS = 10_000;

/** Runs the server until it is told to stop. */
export async function serve(args: ServeArgs, io: HostIo, version: string): Promise<ExitCode> {
  const inCwd = (name: string) => path.resolve(io.cwd, name);
  const logger = createLineLogger(io, nowMs);
  const keyPath = inCwd(args.key);
  const keyRing = loadKeys(keyPath);
  const policy = new Policy(
    args.rules === undefined ? { rules: [] } : loadRules(inCwd(args.rules)),
  );
  const tokens = loadEnrolTokens({
    file: args.enrolTokenFile === undefined ? undefined : inCwd(args.enrolTokenFile),
    keyPath,
    fromEnvironment: io.env['LH_BRIDGE_ENROL_TOKEN'],
  });
  const clock = { nowUs: () => nowMs() * 1000 };
  const limits = { segmentBytes: args.segmentBytes };
  const dir = inCwd(args.log);
  const log = await openLog({ dir, keyRing, clock, random: randomBytes, limits });
  try {
    const settings = {
      ...DEFAULT_SETTINGS,
      reviewMs: args.reviewTimeout * 1000,
      requestsPerSecondPerAgent: args.agentRate,
    };
    const onAlert = (kind: string, facts: LogFacts) => logger.log('error', `alert: ${kind}`, facts);
    const parts = { log, policy, settings, nowMs, randomBytes, othersTurn, onAlert };
    await run(await openBridge(parts), { args, io, version, logger, tokens });
  } finally {
    await log.close();
  }
  logger.log('info', 'stopped', { lastSeq: log.lastSeq });
  return EXIT.good;
}

/** A key is never made on the way: whoever lost one must hear of it. */
function loadKeys(file: string): KeyRing {
  try {
    return loadKeyRing(file);
  } catch (error) {
    if (!hasErrorCode(error, 'LH_KEY_MISSING')) throw error;
    const hint = 'name the key the log was written with, or make a new log: lh-bridge init';
    throw new LighthouseError('LH_KEY_MISSING', error.message, { hint, facts: error.facts });
  }
}

interface RunParts {
  readonly args: ServeArgs;
  readonly io: HostIo;
  readonly version: string;
  readonly logger: LineLogger;
  readonly tokens: readonly EnrolToken[];
}

async function run(bridge: Bridge, { args, io, version, logger, tokens }: RunParts): Promise<void> {
  const identity = { version, pid: processId };
  const onFailure = (error: unknown) => logger.failure('a request failed', error);
  const server = createServer({ bridge, tokens, identity, processFigures, onFailure });
  const stopSweeps = startSweeps(bridge, (error) => logger.failure('a sweep failed', error));
  const stop = stopSignal(io.signal, args.stopWithStdin);
  try {
    const url = await listen(server.app, args);
    if (tokens.length === 0) logger.log('warn', 'no enrolment token: no agent can join');
    announce(url, bridge.log, io);
    const { lastSeq } = bridge.log;
    logger.log('info', 'listening', { url, logId: bridge.log.logId, lastSeq });
    await stop;
  } finally {
    await drain(server, logger);
    stopSweeps();
  }
}

/** Says that requests are answered from now on, in one line, for whoever started this process. */
function announce(url: string, { logId }: EventLog, io: HostIo): void {
  const ready = { schema: 'lighthouse/bridge-ready/1', url, pid: processId, logId };
  if (io.json) io.printJson(ready);
  else io.stdout.write(`listening on ${url}\n`);
}

async function drain(server: Server, logger: LineLogger): Promise<void> {
  const timer = setTimeout(() => {
    logger.log('warn', 'requests were still under way and are cut off');
    server.app.server.closeAllConnections();
  }, DRAIN_LIMIT_MS);
  await server.drain();
  clearTimeout(timer);
}
