import process from 'node:process';
import type { Surroundings } from '../benchmark.ts';
import type { Contender, Contest } from '../contest.ts';
import { entryPath } from '../host/entries.ts';
import type { Pin } from '../host/pinned.ts';
import { runProgram } from '../host/run-program.ts';
import { startBridge } from '../load/bridge.ts';
import type { FloodClientAnswer, FloodClientOptions } from '../processes/flood-client.ts';

const REPEATS = 5;
const HONEST_AGENTS = 10;
const RATE_PER_SECOND = 20;
/** What one agent may send; the flood is ten times that. */
const LIMIT_PER_SECOND = 100;
const FLOOD_PER_SECOND = 10 * LIMIT_PER_SECOND;
const WARM_UP_MS = 1000;
const WINDOW_MS = 2000;
const TAIL_RATIO_MAX = 2;

const ALONE = 'honest agents alone';
const FLOODED = 'beside a flood';
const MEDIAN = 'latency, p50';
const TAIL = 'latency, p99';
const REFUSED = 'refused of the flood';

/** What a flood from one agent, at ten times its limit, does to the others. */
export async function floodContest(around: Surroundings, pin: Pin): Promise<Contest> {
  const agentRate = String(LIMIT_PER_SECOND);
  const { scope, makeFolder, repeatsOr } = around;
  const bridge = await startBridge(scope, await makeFolder(), { pin, agentRate });
  let run = 0;
  const contender = (name: string, floodPerSecond: number): Contender => ({
    name,
    measure: async () => {
      const options: FloodClientOptions = {
        origin: bridge.origin,
        enrolToken: bridge.enrolToken,
        namePrefix: `flood-${run++}.`,
        honestAgents: HONEST_AGENTS,
        ratePerSecond: RATE_PER_SECOND,
        floodPerSecond,
        warmUpMs: WARM_UP_MS,
        windowMs: WINDOW_MS,
      };
      const client = [entryPath('flood-client.mjs'), JSON.stringify(options)];
      const { program, args } = pin('load', { program: process.execPath, args: client });
      const { stdout } = await runProgram(program, args);
      const { p50Ms, p99Ms, floodRefused } = JSON.parse(stdout) as FloodClientAnswer;
      if (floodPerSecond > 0 && floodRefused < floodPerSecond / 2)
        throw new Error(`the flood was not one: ${floodRefused} a second were refused`);
      return {
        [MEDIAN]: p50Ms,
        [TAIL]: p99Ms,
        ...(floodPerSecond > 0 ? { [REFUSED]: floodRefused } : {}),
      };
    },
  });
  return {
    name: `${HONEST_AGENTS} honest agents and one that sends ${FLOOD_PER_SECOND} a second`,
    figures: [
      { name: MEDIAN, unit: 'ms' },
      { name: TAIL, unit: 'ms' },
      { name: REFUSED, unit: 'a second' },
    ],
    contenders: [contender(ALONE, 0), contender(FLOODED, FLOOD_PER_SECOND)],
    comparisons: [{ of: FLOODED, to: ALONE, figure: TAIL, aim: { atMost: TAIL_RATIO_MAX } }],
    repeats: repeatsOr(REPEATS),
    warmUps: 1,
  };
}
