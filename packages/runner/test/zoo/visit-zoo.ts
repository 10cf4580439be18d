import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { resultSchema, RUN_FILES, type Invariant, type Result } from '@lighthouse/contract';
import { createScope, runCli } from '@lighthouse/testkit';
import type { Scope } from '@lighthouse/testkit';
import type { LaneVisit } from './lane.ts';
import type { ZooTarget } from './targets.ts';

const ALWAYS: readonly Invariant[] = [
  'nothing-lost',
  'nothing-forged',
  'nothing-duplicated',
  'nothing-changed',
  'order-kept',
  'log-intact',
  'lies-refused',
  'nothing-leaked',
  'reads-fresh',
  'time-true',
  'nobody-starved',
];
const KILL = { id: 'crash', kind: 'kill', at: '1s', restartAfter: '100ms' } as const;
const BUILD_LIMIT_MS = 120_000;
const RUN_LIMIT_MS = 200_000;
const LANE_LIMIT_MS = 500_000;

/** Makes a copy of lh-run whose bridge can be made wrong. Gives its folder. */
export async function buildZoo(scope: Scope, how: 'processes' | 'lane'): Promise<string> {
  const folder = path.join(await scope.folder(), 'zoo');
  const script = path.join(import.meta.dirname, 'build-zoo.mjs');
  const { code, stderr } = await runCli(script, [folder, how], { timeoutMs: BUILD_LIMIT_MS });
  if (code !== 0) throw new Error(stderr);
  return folder;
}

/** Few agents for a second: enough for every defect to show. JSON is YAML. */
function scenarioOf(target: ZooTarget): string {
  const { name, lies = [], isKilled = false, drain = '20s', reviewTimeout } = target;
  // Before a kill there is time for every agent to have done something, on a slow machine too.
  const { hold = isKilled ? '2s' : '1s' } = target;
  const liar = { count: 1, rate: '30/s', arrival: 'constant', behaviour: lies };
  const isWatchedForMemory = name === 'leaks-memory';
  return JSON.stringify({
    name: `zoo ${name}`,
    agents: [
      {
        role: 'builder',
        count: 3,
        rate: '14/s',
        arrival: 'constant',
        mix: { safe: 50, risky: 30, complex: 20 },
        readBack: 0.5,
        contentBytes: 64,
      },
      { role: 'expert', count: 2 },
      ...(lies.length === 0 ? [] : [{ role: 'builder', ...liar, rate: '60/s', contentBytes: 64 }]),
      ...(lies.length === 0 ? [] : [{ role: 'expert', ...liar }]),
    ],
    ...(reviewTimeout === undefined ? {} : { target: { bridge: 'embedded', reviewTimeout } }),
    load: { ramp: '50ms', hold, drain, timeout: '60s' },
    ...(isKilled ? { faults: [KILL] } : {}),
    invariants: [...ALWAYS, ...(isWatchedForMemory ? ['memory-bounded'] : [])],
  });
}

export interface Visit {
  readonly target: ZooTarget;
  readonly seed: number;
}

/** A folder with the scenario of a visit, and the command line of lh-run. */
async function prepare(scope: Scope, { target, seed }: Visit) {
  const cwd = await scope.folder();
  const out = path.join(cwd, 'run');
  const file = path.join(cwd, 'zoo.yaml');
  writeFileSync(file, scenarioOf(target));
  const options = ['--out', out, '--seed', `${seed}`, '--workers', '1', '--no-report', '-q'];
  return { cwd, out, args: [file, ...options] };
}

/** What is wrong with the result that a visit left in its folder. */
function judge(out: string, { target, seed }: Visit, stderr: string): string[] {
  const name = target.name === '' ? 'the bridge as it is' : target.name;
  const file = path.join(out, RUN_FILES.result);
  const mistakes = existsSync(file)
    ? mistakesIn(resultSchema.parse(JSON.parse(readFileSync(file, 'utf8'))), target)
    : [`no result: ${stderr}`];
  return mistakes.map((mistake) => `${name}, seed ${seed}: ${mistake}`);
}

/** What is wrong with a verdict; empty when it convicts the guilty, for its guilt and no other. */
export function mistakesIn(result: Result, target: ZooTarget): string[] {
  const { broken, mayBreak = [], attack, refused, reason } = target;
  const isGuilty = broken.length > 0 || reason !== undefined;
  const convicted = result.invariants.filter(({ verdict }) => verdict === 'bad');
  const names = convicted.map(({ name }) => name);
  const allowed: readonly string[] = [...broken, ...mayBreak];
  const accepted = result.byzantine.filter(({ accepted: count }) => count > 0);
  const said = result.verdict.reasons.join('; ');
  return [
    ...(result.verdict.value === (isGuilty ? 'bad' : 'good')
      ? []
      : [`${result.verdict.value}: ${said}`]),
    ...broken.filter((name) => !names.includes(name)).map((name) => `${name} was not convicted`),
    ...convicted
      .filter(({ name }) => !allowed.includes(name))
      .map((each) => `${each.name} was convicted: ${each.reason}`),
    ...(attack === undefined || accepted.some((row) => row.attack === attack)
      ? []
      : [`${attack} was not accepted`]),
    ...(refused === undefined || result.byzantine.some(wasRefused(refused))
      ? []
      : [`${refused} was not refused`]),
    ...(reason === undefined || said.includes(reason) ? [] : [`nobody said: ${reason}`]),
  ];
}

const wasRefused = (name: string) => (row: Result['byzantine'][number]) =>
  row.attack === name && row.refused > 0;

/** Visits targets, each with tools of its own, so many side by side. Gives what went wrong. */
export async function visitAll(
  zoo: string,
  visits: readonly Visit[],
  jobs: number,
): Promise<string[]> {
  const wrong: string[] = [];
  const left = [...visits];
  const work = async () => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      const scope = createScope();
      const { cwd, out, args } = await prepare(scope, next);
      const run = runCli(path.join(zoo, 'lh-run.mjs'), args, {
        cwd,
        env: { ZOO_DEFECT: next.target.name },
        timeoutMs: RUN_LIMIT_MS,
      });
      const stderr = await run.then((end) => end.stderr, String);
      wrong.push(...judge(out, next, stderr));
      await scope.close();
    }
  };
  await Promise.all(Array.from({ length: jobs }, work));
  return wrong;
}

/** The same in so many processes, each of which does its visits one after the other. */
export async function visitInLanes(
  zoo: string,
  visits: readonly Visit[],
  lanes: number,
): Promise<string[]> {
  const scope = createScope();
  try {
    const prepared = await Promise.all(
      visits.map(async (visit) => ({ visit, ...(await prepare(scope, visit)) })),
    );
    const laneOf = async (number: number) => {
      const own = prepared.filter((_each, index) => index % lanes === number);
      const file = path.join(await scope.folder(), 'visits.json');
      writeFileSync(file, JSON.stringify(own.map(laneVisit)));
      const run = runCli(path.join(zoo, 'lane.mjs'), [file], { timeoutMs: LANE_LIMIT_MS });
      const stderr = await run.then((end) => end.stderr, String);
      return own.flatMap(({ visit, out }) => judge(out, visit, stderr));
    };
    return (await Promise.all(Array.from({ length: lanes }, (_, number) => laneOf(number)))).flat();
  } finally {
    await scope.close();
  }
}

function laneVisit({ visit, cwd, args }: { visit: Visit; cwd: string; args: readonly string[] }) {
  const { name: defect, isKilled = false, isProcess = isKilled } = visit.target;
  return { defect, isProcess, cwd, args } satisfies LaneVisit;
}
