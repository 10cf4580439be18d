import { spawn, type ChildProcess } from 'node:child_process';
import process from 'node:process';

/** Processes that burden the machine. They end with their input, so none outlives this one. */
export class Burden {
  readonly #children: ChildProcess[] = [];
  readonly #killAtExit = () => {
    for (const child of this.#children) child.kill('SIGKILL');
  };

  /** Starts as many processes of this script, and waits until each has said that it works. */
  async start(script: string, count: number, args: readonly string[] = []): Promise<void> {
    process.once('exit', this.#killAtExit);
    for (let started = 0; started < count; started++)
      this.#children.push(
        spawn(process.execPath, ['-e', script, ...args], { stdio: ['pipe', 'pipe', 'ignore'] }),
      );
    await Promise.all(this.#children.map(saidSomething));
  }

  get pids(): readonly number[] {
    return this.#children.flatMap(({ pid }) => (pid === undefined ? [] : [pid]));
  }

  async end(): Promise<void> {
    process.off('exit', this.#killAtExit);
    const ended = this.#children.map(
      (child) =>
        new Promise<void>((resolve) => {
          if (child.exitCode !== null || child.signalCode !== null) return resolve();
          child.once('exit', () => resolve());
          child.kill('SIGKILL');
        }),
    );
    await Promise.all(ended);
  }
}

function saidSomething(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    child.stdout?.once('data', () => resolve());
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`it ended with ${code} before it worked`)));
  });
}

/** What every script begins with. */
export const END_WITH_INPUT = "process.stdin.on('end', () => process.exit()).resume();";
