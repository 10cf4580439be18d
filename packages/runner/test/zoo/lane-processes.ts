import { spawn as spawnProcess, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import type { Tool } from '@lighthouse/cli-kit';
import { runToText } from '@lighthouse/cli-kit/run-to-text';

/** How the bridge of the next run lives. */
export interface BridgeStarts {
  /** Run within this process; undefined: it is a process of its own. */
  tool: Tool | undefined;
  /** Called with its command line when it has ended. */
  onEnd: (argv: readonly string[]) => void;
}

export const bridgeStarts: BridgeStarts = { tool: undefined, onEnd: () => {} };

/** Starts the bridge, as `bridgeStarts` says. */
export function spawn(program: string, args: string[], options: SpawnOptions): ChildProcess {
  const { tool } = bridgeStarts;
  if (tool === undefined) return spawnProcess(program, args, options);
  return new BridgeHere(tool, args) as unknown as ChildProcess;
}

/** A bridge of this process, to whom started it like a child process. */
class BridgeHere extends EventEmitter {
  readonly stdout = new PassThrough();
  readonly pid = process.pid;
  readonly #stop = new AbortController();

  constructor(tool: Tool, args: readonly string[]) {
    super();
    // The first argument is its file; and the end of stdin is that of a process alone.
    const argv = args.slice(1).filter((arg) => arg !== '--stop-with-stdin');
    void runToText(tool, argv, {
      cwd: process.cwd(),
      nowMs: () => performance.now(),
      signal: this.#stop.signal,
      onStdout: (text) => void this.stdout.write(text),
    }).then(({ code }) => {
      bridgeStarts.onEnd(argv);
      this.emit('exit', code, null);
      this.stdout.end();
      this.emit('close', code, null);
    });
  }

  kill(): boolean {
    this.#stop.abort();
    return true;
  }
}
