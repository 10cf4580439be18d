import { expect, test } from '@jest/globals';
import { visibleWidth } from '@lighthouse/cli-kit/format';
import { scenarioSchema, type ScenarioInput } from '@lighthouse/contract';
import { FaultBook } from '../faults/fault-book.ts';
import { RunMetrics } from '../metrics/run-metrics.ts';
import { makePlan } from '../plan/make-plan.ts';
import { progressView, type RunMoment } from './progress-view.ts';
import { RecentSeconds } from './recent-seconds.ts';

const same = (text: string) => text;
const colour = { good: same, bad: same, unknown: same, dim: same, bold: same };
const ROW = { worker: 0, second: 0, slices: [], agents: 10, inFlight: 0, busyShare: 0 } as const;
const DELTA = { ok: 40, fail: 2, info: 0, dropped: 0, intended: 42 };

function planOf(changes: Partial<ScenarioInput> = {}) {
  return makePlan(
    scenarioSchema.parse({
      name: 'small',
      seed: 1,
      agents: [{ role: 'builder', count: 10, rate: '1/s' }],
      load: { ramp: '2s', hold: '8s' },
      ...changes,
    }),
  );
}

function metricsWithErrors(): RunMetrics {
  const metrics = new RunMetrics({ startMs: 0, intervalMs: 1000, workers: 1 });
  const tags = { op: 'command', role: 'builder', behaviour: 'honest' };
  const errors = new Map([
    ['RATE_LIMITED', 1],
    ['ECONNRESET', 1],
  ]);
  const times = { latency: undefined, serviceTime: undefined, sendDelay: undefined };
  metrics.add({
    ...ROW,
    loopDelay: undefined,
    slices: [{ tags, ...DELTA, errors, ...times }],
    lies: [
      {
        behaviour: 'replay',
        attack: 'repeats-query',
        attempts: 5,
        refused: 3,
        refusedOtherwise: 0,
        accepted: 1,
        unknown: 1,
        answers: new Map(),
        examples: [],
      },
    ],
  });
  return metrics;
}

function moment(changes: Partial<RunMoment> = {}): RunMoment {
  return {
    plan: planOf(),
    doing: 'load',
    elapsedMs: 5_050,
    agents: 9,
    inFlight: 2,
    recent: new RecentSeconds().figures,
    metrics: new RunMetrics({ startMs: 0, intervalMs: 1000, workers: 1 }),
    faults: [],
    watch: undefined,
    use: undefined,
    ...changes,
  };
}

const blockOf = (of: RunMoment, columns = 200) =>
  progressView(of, { columns, colour }).block.join('\n');

const FAULTS: ScenarioInput['faults'] = [
  { id: 'crash', kind: 'kill', at: '1s', restartAfter: '100ms' },
  { id: 'stop', kind: 'pause', at: '4s', for: '2s' },
  { id: 'again', kind: 'kill', at: '7s', restartAfter: '100ms' },
];

test('the phase is said with the time that is left, in whole seconds', () => {
  expect(blockOf(moment())).toContain('phase       full load, 5 s of 10 s, 5 s left');
  expect(blockOf(moment({ elapsedMs: 1_000 }))).toContain('agents start, 1 s of 10 s');
  expect(blockOf(moment({ doing: 'drain' }))).toContain('waiting for the last answers\n');
});

test('stages and a warm-up are named', () => {
  const stages = [
    { duration: '4s', target: 5 },
    { duration: '4s', target: 10 },
  ];
  const plan = planOf({ load: { stages, warmup: '6s' } });
  expect(blockOf(moment({ plan }))).toContain('stage 2 of 2, to 10 agents, warm-up');
});

test('a run without liars, faults and errors says nothing of them', () => {
  expect(blockOf(moment())).not.toMatch(/behaviours|lies|faults|errors|log /);
});

test('agents are shown by behaviour, with what their lies got, and errors by kind', () => {
  const agents: ScenarioInput['agents'] = [
    { role: 'builder', count: 7, rate: '1/s' },
    { role: 'builder', count: 2, rate: '1/s', behaviour: 'replay' },
    { role: 'expert', count: 1 },
  ];
  const block = blockOf(moment({ plan: planOf({ agents }), metrics: metricsWithErrors() }));
  expect(block).toContain('behaviours  8 honest, 2 replay');
  expect(block).toContain('lies        3 refused, 1 accepted, 1 unknown');
  expect(block).toContain('operations  40 ok, 2 fail, 0 info, 0 dropped');
  expect(block).toContain('errors      RATE_LIMITED 1, ECONNRESET 1');
});

test('faults are shown as they go: what lasts, what comes, what is healed', () => {
  const plan = planOf({ faults: FAULTS });
  const book = new FaultBook(plan);
  const [crash, stop] = plan.faults ?? [];
  if (crash === undefined || stop === undefined) throw new Error('there are three');
  book.note(crash, { status: 'injected', startMs: 1, endMs: 2 });
  book.note(stop, { startMs: 4 });
  const lines = blockOf(moment({ plan, faults: book.results() }));
  expect(lines).toContain('stop (pause) NOW, 1 s left, next again (kill) in 2 s, 1 healed');
});

test('what is wrong with the log is said at once', () => {
  const finding = { lookedMs: 0, foundMs: 1, wholeMs: null, file: 'HEAD' };
  const watch = {
    verifiedCount: 1200,
    behindCount: 0,
    rounds: 3,
    sectionCount: 0,
    findingCount: 2,
    findings: [{ ...finding, code: 'ROLLBACK', message: 'HEAD was put back' }],
  };
  const text = 'ROLLBACK: HEAD was put back and 1 more';
  expect(blockOf(moment({ watch }))).toContain(`log         1,200 events verified, ${text}`);
  expect(progressView(moment({ watch }), { columns: 80, colour }).line).toContain(text);
});

test.each([40, 80, 200])('no line is as wide as a terminal of %i columns', (columns) => {
  const of = moment({ metrics: metricsWithErrors(), plan: planOf({ name: 'x'.repeat(60) }) });
  const { block } = progressView(of, { columns, colour });
  expect(Math.max(...block.map(visibleWidth))).toBeLessThan(columns);
});
