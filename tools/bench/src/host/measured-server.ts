import type { Scope } from '@lighthouse/testkit';
import type { ServerCounts } from '../processes/server-counts.ts';
import { BackgroundProgram } from './background-program.ts';
import { entryPath } from './entries.ts';
import type { Pin } from './pinned.ts';

/** A server in a process of its own, which counts what it answers. */
export class MeasuredServer {
  readonly origin: string;
  readonly #program: BackgroundProgram;

  private constructor(program: BackgroundProgram, port: number) {
    this.#program = program;
    this.origin = `http://127.0.0.1:${port}`;
  }

  static async start(
    scope: Scope,
    entry: `${string}.mjs`,
    args: readonly string[] = [],
    pin?: Pin,
  ): Promise<MeasuredServer> {
    const program = new BackgroundProgram(scope, {
      file: entryPath(entry),
      args,
      speaks: true,
      pin,
    });
    const { port } = (await program.nextMessage()) as { readonly port: number };
    return new MeasuredServer(program, port);
  }

  get pid(): number {
    return this.#program.pid;
  }

  async counts(): Promise<Readonly<ServerCounts>> {
    const answer = this.#program.nextMessage();
    this.#program.send('counts');
    return (await answer) as ServerCounts;
  }
}
