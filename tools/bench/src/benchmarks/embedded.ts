import { rm } from 'node:fs/promises';
import type { Benchmark, Surroundings } from '../benchmark.ts';
import type { Contender, Contest, Reading } from '../contest.ts';
import { startBridge } from '../load/bridge.ts';
import { runAgents, type AgentsTarget } from '../load/run-agents.ts';

const REPEATS = 3;
const AGENTS = 1000;
/** Commands a second of all agents, asked for one after the other for as long as they hold. */
const RATES_ASKED = [250, 500, 750, 1000, 1500, 2000, 3000, 4000, 6000, 8000];
const LATENCY_MS_MAX = 100;
/** A rate of which less is answered is not held. */
const SHARE_HELD_MIN = 0.99;
const RAMP_SECONDS = 2;
const WARMUP_SECONDS = 3;
const HOLD_SECONDS = 5;
const WATCHED_AGENTS = 100;
const WATCHED_RATE = 1000;

const RATE = 'highest rate with p99 under 100 ms';
const TAIL = 'latency there, p99';
const CPU_TIME = "lh-run's CPU time a command";
const WATCHED = 'log watched';
const UNWATCHED = 'log not watched';

/** What lh-run and a bridge do on one machine, which both share. */
export const embedded: Benchmark = {
  name: 'embedded',
  summary: 'lh-run with a bridge beside it: the highest rate that holds, and what watching costs',
  prepare: async (around) => [highestRate(around), await watching(around)],
};

function highestRate(around: Surroundings): Contest {
  const name = 'lh-run and its bridge';
  return {
    name: `${AGENTS.toLocaleString('en-US')} agents and an embedded bridge`,
    figures: [
      { name: RATE, unit: 'a second' },
      { name: TAIL, unit: 'ms' },
    ],
    contenders: [{ name, measure: () => highestHeld(around) }],
    comparisons: [{ of: name, figure: RATE, aim: { atLeast: RATES_ASKED[0] ?? 0 } }],
    repeats: around.repeatsOr(REPEATS),
  };
}

async function highestHeld(around: Surroundings): Promise<Reading> {
  let held: Reading | undefined;
  for (const ratePerSecond of RATES_ASKED) {
    const figures = await measure({ kind: 'embedded' }, AGENTS, ratePerSecond, around);
    const isHeld =
      figures.perSecond >= ratePerSecond * SHARE_HELD_MIN && figures.latencyMs < LATENCY_MS_MAX;
    if (!isHeld) break;
    held = { [RATE]: figures.perSecond, [TAIL]: figures.latencyMs };
  }
  if (held === undefined) throw new Error(`not even ${RATES_ASKED[0]} commands a second hold`);
  return held;
}

async function watching(around: Surroundings): Promise<Contest> {
  const bridge = await startBridge(around.scope, await around.makeFolder());
  const { origin, enrolToken, log } = bridge;
  const contender = (name: string, rest: { readonly log?: string }): Contender => ({
    name,
    measure: async () => {
      const target = { kind: 'bridge', origin, enrolToken, ...rest } as const;
      const { cpuUs } = await measure(target, WATCHED_AGENTS, WATCHED_RATE, around);
      return { [CPU_TIME]: cpuUs };
    },
  });
  return {
    name: `${WATCHED_RATE.toLocaleString('en-US')} commands a second, with and without the watch`,
    figures: [{ name: CPU_TIME, unit: 'CPU-µs' }],
    contenders: [contender(WATCHED, { log }), contender(UNWATCHED, {})],
    comparisons: [{ of: WATCHED, to: UNWATCHED, figure: CPU_TIME }],
    repeats: around.repeatsOr(REPEATS),
  };
}

async function measure(
  target: AgentsTarget,
  count: number,
  ratePerSecond: number,
  { scope, makeFolder }: Surroundings,
) {
  const folder = await makeFolder();
  const { result } = await runAgents(scope, folder, {
    target,
    count,
    ratePerSecond,
    rampSeconds: RAMP_SECONDS,
    warmupSeconds: WARMUP_SECONDS,
    holdSeconds: HOLD_SECONDS,
  });
  const { counts, slices, generator } = await result();
  await rm(folder, { recursive: true });
  const command = slices.find(({ op }) => op === 'command');
  const seconds = RAMP_SECONDS + HOLD_SECONDS - WARMUP_SECONDS;
  const isWhole = counts.fail + counts.info + counts.dropped === 0;
  const cpuUsPerSecond = (generator.cpuMean ?? Number.NaN) * 1e6;
  return {
    perSecond: isWhole ? (command?.counts.ok ?? 0) / seconds : 0,
    latencyMs: command?.latency.p99 ?? Number.NaN,
    cpuUs: cpuUsPerSecond / ratePerSecond,
  };
}
