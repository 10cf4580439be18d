import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import process from 'node:process';
import type { Scope } from '@lighthouse/testkit';
import type { Pin } from './pinned.ts';

const STDERR_LENGTH_MAX = 2000;

/** A program that runs beside what is measured. It does not outlive the scope. */
export class BackgroundProgram {
  readonly #child: ChildProcess;
  readonly #name: string;
  #stderr = '';
  #ended: { readonly code: number | null } | undefined;
  /** Resolves with its exit code; null when a signal ended it. */
  readonly end: Promise<number | null>;

  /**
   * Starts a JavaScript file. With `speaks`, messages can be exchanged with it; with `pin`, it
   * keeps to the server's side.
   */
  constructor(
    scope: Scope,
    {
      file,
      args,
      speaks = false,
      pin,
    }: { file: string; args: readonly string[]; speaks?: boolean; pin?: Pin | undefined },
  ) {
    this.#name = path.basename(file);
    const command = { program: process.execPath, args: [file, ...args] };
    const pinned = pin === undefined ? command : pin('server', command);
    this.#child = spawn(pinned.program, [...pinned.args], {
      stdio: ['ignore', 'pipe', 'pipe', ...(speaks ? ['ipc' as const] : [])],
    });
    this.#child.stdout?.setEncoding('utf8').resume();
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-STDERR_LENGTH_MAX);
    });
    this.end = new Promise((resolve) => {
      this.#child.once('close', (code) => {
        this.#ended = { code };
        resolve(code);
      });
    });
    scope.onClose(() => this.kill());
  }

  get pid(): number {
    const { pid } = this.#child;
    if (pid === undefined) throw new Error(`cannot start ${this.#name}`);
    return pid;
  }

  /** Resolves with the next message from it. Rejects when it ends before. */
  async nextMessage(): Promise<unknown> {
    const message = new Promise((resolve) => this.#child.once('message', resolve));
    return Promise.race([message, this.#untimelyEnd()]);
  }

  /**
   * Resolves with the first line that it writes to stdout. Call at once; rejects when it ends
   * before.
   */
  async firstLine(): Promise<string> {
    const { stdout } = this.#child;
    if (stdout === null) throw new Error('it was started with a pipe');
    const line = new Promise<string>((resolve) => {
      let text = '';
      stdout.on('data', (chunk: string) => {
        text += text.includes('\n') ? '' : chunk;
        if (text.includes('\n')) resolve(text.slice(0, text.indexOf('\n')));
      });
    });
    return Promise.race([line, this.#untimelyEnd()]);
  }

  send(message: string): void {
    this.#child.send(message);
  }

  /** Throws, with what it wrote to stderr, when it has ended. */
  requireRunning(): void {
    if (this.#ended === undefined) return;
    const said = this.#stderr === '' ? '' : `: ${this.#stderr.trimEnd()}`;
    throw new Error(`${this.#name} ended too early, with exit code ${this.#ended.code}${said}`);
  }

  async kill(): Promise<void> {
    if (this.#ended === undefined) this.#child.kill('SIGKILL');
    await this.end;
  }

  async #untimelyEnd(): Promise<never> {
    await this.end;
    this.requireRunning();
    throw new Error(`${this.#name} ended`);
  }
}
