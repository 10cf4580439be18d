import { spawn, type ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { LighthouseError } from '@lighthouse/contract/errors';
import {
  alertSchema,
  watchAnswerSchema,
  type WatchAnswer,
} from '@lighthouse/contract/watch-answer';
import { verifyLog } from '@lighthouse/event-store';
import { createReadOnlyFs } from '../store/read-only-fs.ts';
import type { WatchClock } from '../watch/watch-clock.ts';
import { appendEvents, copyLog, openForDrill, type LogMaker } from './drill-log.ts';
import type { Tampering } from './tamperings.ts';

export interface TrialOptions extends LogMaker {
  /** The log that is copied; nothing of it is changed. */
  readonly original: string;
  readonly keyFile: string;
  /** An empty folder. */
  readonly folder: string;
  readonly wall: WatchClock;
  /** Program and first arguments that start this tool. */
  readonly self: readonly [string, ...string[]];
  readonly limitMs: number;
  readonly signal: AbortSignal;
}

export interface Trial {
  /** From the tampering to the first alert; undefined when there was none. */
  readonly detectMs: number | undefined;
  /** Codes of all alerts, each once. */
  readonly codes: readonly string[];
  /** What an audit says afterwards that knows nothing else of the log. */
  readonly auditAlone: string;
}

const LOOK_MS = 20;
const SWEEPS_AFTER = 2;

/** Tampers with a copy of the log while a watch runs on it, and sees what it says. */
export async function runTrial(tampering: Tampering, options: TrialOptions): Promise<Trial> {
  const { original, keyRing, folder, signal } = options;
  const at = (name: string): string => path.join(folder, name);
  const [dir, older, spare] = [at('log'), at('older'), at('spare')];
  copyLog(original, older);
  copyLog(original, dir);
  const writer = await openForDrill(dir, options);
  await appendEvents(writer, 40, options);
  await writer.close();
  const victim = { ...options, dir, older, spare, logId: writer.logId };
  if (tampering.isBefore) await tampering.apply(victim);
  const watch = await RunningWatch.start(dir, tampering.watchArgs ?? [], options);
  try {
    await watch.until(({ verdict }) => verdict !== 'unknown');
    const fromMs = options.wall.nowMs();
    if (!tampering.isBefore) await tampering.apply(victim);
    const isQuiet = tampering.codes.length === 0 || tampering.kind === 'undetectable';
    await watch.untilJudged(isQuiet ? [] : tampering.codes);
    const codes = [...new Set(watch.alerts.map(({ code }) => code))];
    const firstMs = watch.alerts[0]?.atMs;
    const { value } = await verifyLog({
      fs: createReadOnlyFs(),
      dir,
      keyRing,
      signal,
    });
    return {
      detectMs: firstMs === undefined ? undefined : Math.max(0, firstMs - fromMs),
      codes,
      auditAlone: value,
    };
  } finally {
    await watch.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** A watch in a process of its own: the real tool, as a user starts it. */
class RunningWatch {
  readonly alerts: { readonly code: string; readonly atMs: number }[] = [];
  readonly #child: ChildProcess;
  readonly #options: TrialOptions;
  #url = '';
  #rest = '';
  #stderr = '';
  #isEnded = false;

  private constructor(child: ChildProcess, options: TrialOptions) {
    this.#child = child;
    this.#options = options;
    child.stdout?.setEncoding('utf8').on('data', (text: string) => this.#read(text));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-4000);
      this.#url ||= /status page: (\S+)/.exec(this.#stderr)?.[1] ?? '';
    });
    child.once('close', () => (this.#isEnded = true));
  }

  static async start(
    dir: string,
    watchArgs: readonly string[],
    options: TrialOptions,
  ): Promise<RunningWatch> {
    const [program, ...first] = options.self;
    const args = ['watch', dir, '--key', options.keyFile, '--ndjson', '--listen', '0'];
    const pace = ['--sweep-share', '50', '--sweep-pause', '100ms'];
    const child = spawn(program, [...first, ...args, ...pace, ...watchArgs], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return new RunningWatch(child, options);
  }

  /** Waits until its status is so. Throws when it ends or takes too long. */
  async until(isSo: (status: WatchAnswer) => boolean): Promise<WatchAnswer> {
    const { wall, limitMs, signal } = this.#options;
    const endMs = wall.nowMs() + limitMs;
    for (;;) {
      signal.throwIfAborted();
      const status = this.#url === '' ? undefined : await fetchStatus(this.#url);
      if (status !== undefined && isSo(status)) return status;
      if (this.#isEnded || wall.nowMs() > endMs)
        throw new LighthouseError('LH_IO', 'a watch of the drill did not get so far', {
          hint: 'is the machine very busy? give it longer with --timeout',
          facts: { said: this.#stderr.slice(-300) },
        });
      await wall.sleep(LOOK_MS, signal);
    }
  }

  /** Waits for one of these codes, or, without any, for sweeps that began later. */
  async untilJudged(codes: readonly string[]): Promise<void> {
    const { wall, limitMs, signal } = this.#options;
    const isNamed = (): boolean => this.alerts.some(({ code }) => codes.includes(code));
    if (codes.length > 0) {
      const endMs = wall.nowMs() + limitMs;
      while (!isNamed() && wall.nowMs() < endMs && !signal.aborted)
        await wall.sleep(LOOK_MS, signal);
      return;
    }
    const { sweep } = await this.until(() => true);
    await this.until((status) => status.sweep.doneCount > sweep.doneCount + SWEEPS_AFTER);
  }

  async stop(): Promise<void> {
    if (this.#isEnded) return;
    const end = new Promise((resolve) => this.#child.once('close', resolve));
    this.#child.kill('SIGKILL');
    await end;
  }

  #read(text: string): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    const atMs = this.#options.wall.nowMs();
    for (const line of lines) {
      const alert = alertSchema.parse(JSON.parse(line));
      if (alert.kind === 'summary' || alert.kind === 'resolved') continue;
      const { finding, alsoCodes } = alert.alert;
      for (const code of [finding.code, ...alsoCodes]) this.alerts.push({ code, atMs });
    }
  }
}

function fetchStatus(url: string): Promise<WatchAnswer | undefined> {
  return new Promise((resolve) => {
    const request = http.get(`${url}status.json`, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.on('end', () => resolve(watchAnswerSchema.parse(JSON.parse(text))));
      response.on('error', () => resolve(undefined));
    });
    request.on('error', () => resolve(undefined));
  });
}
