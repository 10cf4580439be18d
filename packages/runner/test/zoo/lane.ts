import { readFileSync } from 'node:fs';
import process from 'node:process';
import { runToText } from '@lighthouse/cli-kit/run-to-text';
import type { Tool } from '@lighthouse/cli-kit';
import { createTool } from '../../src/host/commands.ts';
import { findCompanions } from '../../src/host/find-companions.ts';
import { bridgeStarts } from './lane-processes.ts';

/** One run of lh-run on a bridge of the zoo. */
export interface LaneVisit {
  readonly defect: string;
  /** It dies, or its memory is watched: a process of its own. */
  readonly isProcess: boolean;
  readonly cwd: string;
  readonly args: readonly string[];
}

declare global {
  /** Of the prelude of the bundle: defects.mjs. */
  var __zoo: {
    picked: string;
    calls: Map<string, number>;
    atExit: (logDir: string | undefined) => void;
  };
}

/**
 * Does the visits of the file that the command line names, one after the other, in this process:
 * starting the tools costs more than all that they do in a visit.
 */
export async function runLane(bridge: Tool): Promise<void> {
  const [file = ''] = process.argv.slice(2);
  const visits = JSON.parse(readFileSync(file, 'utf8')) as readonly LaneVisit[];
  const tool = createTool(() => findCompanions(import.meta.url, '0.0.0-zoo'));
  bridgeStarts.onEnd = (argv) => globalThis.__zoo.atExit(argv[argv.indexOf('--log') + 1]);
  for (const { defect, isProcess, cwd, args } of visits) {
    globalThis.__zoo.picked = isProcess ? '' : defect;
    globalThis.__zoo.calls.clear();
    process.env['ZOO_DEFECT'] = defect;
    bridgeStarts.tool = isProcess ? undefined : bridge;
    const { stderr } = await runToText(tool, args, { cwd, nowMs: () => performance.now() });
    process.stderr.write(stderr);
  }
  globalThis.__zoo.picked = '';
}
