import process from 'node:process';
import { toolBin } from '@lighthouse/testkit';
import type { Benchmark } from '../benchmark.ts';
import type { Contender } from '../contest.ts';
import { runProgram } from '../host/run-program.ts';

const REPEATS = 8;
const TOOLS = ['lh-bridge', 'lh-doctor', 'lh-report', 'lh-run', 'lh-verify'];
const REFERENCE = 'node -e 0';
const FIGURE = 'time';

/** What a tool costs before it does anything. */
export const startup: Benchmark = {
  name: 'startup',
  summary: 'each tool with --version, against a Node that does nothing',
  prepare: ({ repeatsOr }) =>
    Promise.resolve([
      {
        name: 'a tool that says its version',
        figures: [{ name: FIGURE, unit: 'ms' }],
        contenders: [
          contender(REFERENCE, ['-e', '0']),
          ...TOOLS.map((tool) => contender(tool, [toolBin(tool), '--version'])),
        ],
        comparisons: TOOLS.map((of) => ({ of, to: REFERENCE, figure: FIGURE })),
        repeats: repeatsOr(REPEATS),
        warmUps: 1,
      },
    ]),
};

function contender(name: string, args: readonly string[]): Contender {
  return {
    name,
    measure: async () => ({ [FIGURE]: (await runProgram(process.execPath, args)).ms }),
  };
}
