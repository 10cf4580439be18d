import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { ERROR_CODES, LighthouseError, type ErrorCode } from '@lighthouse/contract';

export interface BridgeOptions {
  /** The companion bundle. */
  readonly program: string;
  readonly logDir: string;
  readonly keyRing: string;
  readonly enrolTokenFile: string;
  /** File that gets what it writes to stderr. */
  readonly outputFile: string;
  /** 0: any that is free. */
  readonly port?: number;
  /** Size at which it closes a segment of its log; its own choice when left out. */
  readonly segmentBytes?: number | undefined;
  /** How long an expert has to answer; its own choice when left out. */
  readonly reviewMs?: number | undefined;
  readonly env?: Readonly<Record<string, string>>;
}

export interface BridgeReady {
  readonly url: string;
  readonly pid: number;
  readonly logId: string;
}

/** How a process ended: its exit code, or the signal that killed it. */
export interface ProcessEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

const READY_SCHEMA = 'lighthouse/bridge-ready/1';
const ERROR_SCHEMA = 'lighthouse/error/1';
const READY_TIMEOUT_MS = 20_000;
const STOP_TIMEOUT_MS = 20_000;
const LINE_LENGTH_MAX = 64 * 1024;

/**
 * The embedded bridge: a child process that does not outlive this one. It has a process group of
 * its own, so that Ctrl-C stops the load first and the bridge after it; when this process dies, its
 * stdin closes, and with --stop-with-stdin it ends.
 */
export class BridgeProcess {
  readonly #child: ChildProcess;
  readonly #killAtExit: () => void;
  readonly end: Promise<ProcessEnd>;
  #ended: ProcessEnd | undefined;

  private constructor(child: ChildProcess) {
    this.#child = child;
    this.#killAtExit = () => void child.kill('SIGKILL');
    process.once('exit', this.#killAtExit);
    this.end = new Promise((resolve) => {
      child.once('exit', (code, signal) => {
        this.#ended = { code, signal };
        process.off('exit', this.#killAtExit);
        resolve(this.#ended);
      });
    });
  }

  /** Starts a bridge on a free port of this machine and waits until it is ready. */
  static async start(
    options: BridgeOptions,
  ): Promise<{ readonly bridge: BridgeProcess; readonly ready: BridgeReady }> {
    const bridge = new BridgeProcess(spawnBridge(options));
    try {
      return { bridge, ready: await bridge.#waitUntilReady(options.outputFile) };
    } catch (error) {
      await bridge.kill();
      throw error;
    }
  }

  /** How it ended; undefined while it runs. */
  get ended(): ProcessEnd | undefined {
    return this.#ended;
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Lets it finish what it is doing and close its log; kills it when that takes too long. */
  async stop(): Promise<ProcessEnd> {
    this.#child.kill('SIGTERM');
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), STOP_TIMEOUT_MS);
    const end = await this.end;
    clearTimeout(timer);
    return end;
  }

  async kill(): Promise<void> {
    if (this.#child.pid === undefined) return;
    this.#child.kill('SIGKILL');
    await this.end;
  }

  #waitUntilReady(outputFile: string): Promise<BridgeReady> {
    const { stdout } = this.#child;
    if (stdout === null) throw new Error('the bridge was started without a pipe');
    return new Promise((resolve, reject) => {
      let failure: LighthouseError | undefined;
      const facts = { output: outputFile };
      const giveUp = (what: string) => {
        clearTimeout(timer);
        reject(failure ?? new LighthouseError('LH_UNREACHABLE', what, { facts }));
      };
      const timer = setTimeout(() => giveUp('the bridge did not get ready'), READY_TIMEOUT_MS);
      createInterface({ input: stdout }).on('line', (line) => {
        const message = parseLine(line);
        if (!isReady(message)) {
          failure ??= failureOf(message);
          return;
        }
        clearTimeout(timer);
        resolve(message);
      });
      this.#child.once('error', () => giveUp('cannot start the bridge'));
      // Its last line may come in after its end.
      this.#child.once('close', () => giveUp('the bridge ended before it was ready'));
    });
  }
}

function spawnBridge(options: BridgeOptions): ChildProcess {
  const output = openSync(options.outputFile, 'a');
  try {
    return spawn(
      process.execPath,
      [
        options.program,
        'serve',
        '--log',
        options.logDir,
        '--key',
        options.keyRing,
        '--port',
        String(options.port ?? 0),
        '--enrol-token-file',
        options.enrolTokenFile,
        '--json',
        '--stop-with-stdin',
        ...(options.segmentBytes === undefined
          ? []
          : ['--segment-bytes', String(options.segmentBytes)]),
        ...(options.reviewMs === undefined
          ? []
          : ['--review-timeout', String(options.reviewMs / 1000)]),
      ],
      {
        stdio: ['pipe', 'pipe', output],
        detached: true,
        env: { ...withoutOwnVariables(process.env), ...options.env },
      },
    );
  } finally {
    closeSync(output);
  }
}

/** LH_… is meant for this tool; the bridge is told everything on its command line. */
export function withoutOwnVariables(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('LH_')));
}

function parseLine(line: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = line.length > LINE_LENGTH_MAX ? undefined : JSON.parse(line);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

function isReady(message: object): message is BridgeReady {
  const { schema, url, pid, logId } = message as Readonly<Record<string, unknown>>;
  return (
    schema === READY_SCHEMA &&
    typeof url === 'string' &&
    typeof pid === 'number' &&
    typeof logId === 'string'
  );
}

/** What the bridge says is wrong is what is wrong with the run: a full disk stays a full disk. */
function failureOf(message: Readonly<Record<string, unknown>>): LighthouseError | undefined {
  const { schema, code, message: text, hint } = message;
  if (schema !== ERROR_SCHEMA || typeof code !== 'string' || !Object.hasOwn(ERROR_CODES, code))
    return undefined;
  const details = typeof hint === 'string' ? { hint } : {};
  return new LighthouseError(code as ErrorCode, `the bridge: ${String(text)}`, details);
}
