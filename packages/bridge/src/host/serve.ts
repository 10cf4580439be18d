import { randomBytes } from 'node:crypto';
import { EXIT, hasErrorCode, LighthouseError } from '@lighthouse/contract';
import type { ExitCode } from '@lighthouse/contract';
import { loadKeyRing, openLog } from '@lighthouse/event-store';
import type { EventLog, KeyRing } from '@lighthouse/event-store';
import { Policy } from '../domain/policy.ts';
import type { EnrolToken } from '../http/agent-routes.ts';
import type { AccessToken } from '../http/compat/compat-sessions.ts';
import { createServer } from '../http/server.ts';
import type { TlsFiles } from '../http/http-server.ts';
import type { Server } from '../http/server.ts';
import type { Ui } from '../http/ui-routes.ts';
import type { Bridge } from '../service/bridge.ts';
import { openBridge } from '../service/open-bridge.ts';
import { loadAccessTokens } from './access-tokens.ts';
import { loadEnrolTokens } from './enrol-tokens.ts';
import type { HostIo } from './host-io.ts';
import { createLineLogger } from './line-logger.ts';
import type { LineLogger, LogFacts } from './line-logger.ts';
import { listen } from './listen.ts';
import { loadRules } from './load-rules.ts';
import { loadTls } from './load-tls.ts';
import { loadUi } from './load-ui.ts';
import { nowMs, othersTurn, processFigures, processId, stopSignal } from './process.ts';
import { serveOptions } from './serve-options.ts';
import type { ServeArgs, ServeOptions } from './serve-options.ts';
import { startSweeps } from './sweeps.ts';

/** How long requests under way may take to end once the server is to stop. */
const DRAIN_LIMIT_MS = 10_000;

export interface Build {
  readonly version: string;
  /** Where the files of the page stand. */
  readonly ui: URL;
}

/** Runs the server until it is told to stop. */
export async function serve(args: ServeArgs, io: HostIo, build: Build): Promise<ExitCode> {
  const { version } = build;
  const options = serveOptions(args, io.cwd);
  const { rules, settings } = options;
  const logger = createLineLogger(io, nowMs);
  const keyRing = loadKeys(options.key);
  const policy = new Policy(rules === undefined ? { rules: [] } : loadRules(rules));
  const tls = options.tls === undefined ? undefined : loadTls(options.tls);
  const ui = loadUi(options, build.ui);
  const { compatTokenFile } = options;
  const accessTokens =
    compatTokenFile === undefined ? undefined : loadAccessTokens(compatTokenFile);
  const tokens = loadEnrolTokens({
    file: options.enrolTokenFile,
    keyPath: options.key,
    fromEnvironment: io.env['LH_BRIDGE_ENROL_TOKEN'],
  });
  const clock = { nowUs: () => nowMs() * 1000 };
  const limits = { segmentBytes: options.segmentBytes };
  const dir = options.log;
  const log = await openLog({ dir, keyRing, clock, random: randomBytes, limits });
  try {
    const onAlert = (kind: string, facts: LogFacts) => logger.log('error', `alert: ${kind}`, facts);
    const parts = { log, policy, settings, nowMs, randomBytes, othersTurn, onAlert };
    const bridge = await openBridge(parts);
    await run(bridge, { options, io, version, logger, tokens, accessTokens, tls, ui });
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
  readonly options: ServeOptions;
  readonly io: HostIo;
  readonly version: string;
  readonly logger: LineLogger;
  readonly tokens: readonly EnrolToken[];
  readonly accessTokens: readonly AccessToken[] | undefined;
  readonly tls: TlsFiles | undefined;
  readonly ui: Ui | undefined;
}

async function run(bridge: Bridge, parts: RunParts): Promise<void> {
  const { options, io, version, logger, tokens, accessTokens, tls, ui } = parts;
  const identity = { version, pid: processId };
  const onFailure = (error: unknown) => logger.failure('a request failed', error);
  const serverParts = { bridge, tokens, accessTokens, tls, ui, identity };
  const server = createServer({ ...serverParts, processFigures, onFailure });
  const stopSweeps = startSweeps(bridge, (error) => logger.failure('a sweep failed', error));
  const stop = stopSignal(io.signal, options.stopWithStdin);
  try {
    const url = await listen(server.app, options);
    if (tokens.length === 0) logger.log('warn', 'no enrolment token: no agent can join');
    if (accessTokens !== undefined && tls === undefined)
      logger.log('warn', 'session tokens are not encrypted on their way: see --compat-token-file');
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
