import { spawn } from 'node:child_process';
import type { Alert } from '@lighthouse/contract/watch-answer';
import { toJsonLine } from '../../render/escape-text.ts';
import { delivered, notDelivered, type Outcome, type Sink } from './sink.ts';

export interface CommandOptions {
  readonly program: string;
  /** Given as they are, in front of nothing: what an alert says is never an argument. */
  readonly args: readonly string[];
  /** What the program inherits. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
}

const TIMEOUT_MS = 30_000;

/**
 * Runs a program for each alert, one after the other, without a shell: the alert is JSON on its
 * stdin, and its main parts are in LH_ALERT_… in its environment. Delivered means that it ended
 * with 0.
 */
export function createCommandSink({ program, args, env, cwd }: CommandOptions): Sink {
  const inherited = Object.entries(env).filter(([name]) => !name.startsWith('LH_'));
  const base = Object.fromEntries(inherited);
  return {
    name: `command:${program}`,
    deliver: (alert, signal) =>
      new Promise<Outcome>((resolve) => {
        const child = spawn(program, args, {
          cwd,
          env: { ...base, ...variablesOf(alert) },
          stdio: ['pipe', 'ignore', 'ignore'],
          timeout: TIMEOUT_MS,
          killSignal: 'SIGKILL',
          signal,
        });
        child.once('error', (error) => resolve(notDelivered(String(error.message).slice(0, 200))));
        child.once('close', (code, by) =>
          resolve(code === 0 ? delivered('exit 0') : notDelivered(by ?? `exit ${code}`)),
        );
        // A program need not read its stdin.
        child.stdin?.on('error', () => {});
        child.stdin?.end(toJsonLine(alert));
      }).catch((error: unknown) => notDelivered(String(error).slice(0, 200))),
  };
}

function variablesOf(alert: Alert): Record<string, string> {
  const common = { LH_ALERT_KIND: alert.kind, LH_ALERT_STORE: alert.store };
  if (alert.kind === 'summary') return { ...common, LH_ALERT_SEVERITY: alert.worst };
  const { id, finding } = alert.alert;
  const { code, severity, file = '' } = finding;
  return {
    ...common,
    LH_ALERT_ID: id,
    LH_ALERT_CODE: code,
    LH_ALERT_SEVERITY: severity,
    LH_ALERT_FILE: file,
  };
}
