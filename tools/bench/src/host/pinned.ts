import os from 'node:os';
import process from 'node:process';
import { hasProgram } from './run-program.ts';

/** `server`: on the first CPU, with whatever it starts. `load`: on all the others. */
export type Side = 'server' | 'load';

export interface Command {
  readonly program: string;
  readonly args: readonly string[];
}

/**
 * Makes commands that keep to one side of the machine, so that load takes nothing from the server
 * it is put on. Where that can't be done, they run anywhere.
 */
export type Pin = (side: Side, command: Command) => Command;

export async function makePin(): Promise<Pin> {
  const last = os.availableParallelism() - 1;
  if (last < 1 || !(await hasProgram('taskset', ['-c', '0', process.execPath, '--version'])))
    return (_side, command) => command;
  return (side, { program, args }) => ({
    program: 'taskset',
    args: ['-c', side === 'server' ? '0' : `1-${last}`, program, ...args],
  });
}
