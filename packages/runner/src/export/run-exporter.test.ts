import { expect, test } from '@jest/globals';
import { Trend } from '@lighthouse/verdict';
import { RunMetrics } from '../metrics/run-metrics.ts';
import { SliceTotals } from '../metrics/slice-totals.ts';
import type { LivePoint } from '../run/live-observer.ts';
import { RunExporter } from './run-exporter.ts';

function pointOf(number: number, latenciesMs: readonly number[]): LivePoint {
  const slice = new SliceTotals({ op: 'command', role: 'builder', behaviour: 'honest' });
  slice.counts.intended = latenciesMs.length + 1;
  slice.counts.ok = latenciesMs.length;
  slice.counts.info = 1;
  slice.errors.set('timeout', 1);
  for (const ms of latenciesMs) slice.latency.record(ms * 1000);
  return {
    number,
    startMs: number * 1000,
    total: slice,
    slices: [slice],
    lies: [],
    loopDelay: new Trend('narrow'),
    agents: 7,
    inFlight: 3,
    use: undefined,
  };
}

async function linesOf(exporter: RunExporter): Promise<Map<string, string>> {
  const lines = (await exporter.text()).split('\n').filter((line) => /^[a-z]/.test(line));
  return new Map(lines.map((line) => [line.replace(/ \S+$/, ''), line.replace(/^.* /, '')]));
}

test('what the seconds of a run counted adds up, and latencies are a histogram', async () => {
  const exporter = new RunExporter();
  const metrics = new RunMetrics({ startMs: 0, intervalMs: 1000, workers: 1 });
  exporter.begin({
    runId: 'r',
    scenario: 's "x"',
    toolVersion: '1',
    targetUrl: 'http://t',
    startMs: 0,
    loadMs: 30_000,
    agentsPlanned: 9,
    groups: [],
    metrics,
    snapshot: () => {
      throw new Error('nobody looks');
    },
  });
  exporter.point(pointOf(0, [2, 3]));
  exporter.point(pointOf(1, [40_000]));
  const lines = await linesOf(exporter);
  const tags = 'op="command",role="builder",behaviour="honest"';
  const valueOf = (name: string) => lines.get(name);
  expect(valueOf(`lh_run_operations_total{${tags},outcome="ok"}`)).toBe('3');
  expect(valueOf(`lh_run_intended_total{${tags}}`)).toBe('5');
  expect(valueOf('lh_run_errors_total{error="timeout"}')).toBe('2');
  expect(valueOf(`lh_run_latency_seconds_bucket{le="0.001",${tags}}`)).toBe('0');
  expect(valueOf(`lh_run_latency_seconds_bucket{le="0.0025",${tags}}`)).toBe('1');
  expect(valueOf(`lh_run_latency_seconds_bucket{le="30",${tags}}`)).toBe('2');
  expect(valueOf(`lh_run_latency_seconds_bucket{le="+Inf",${tags}}`)).toBe('3');
  expect(valueOf(`lh_run_latency_seconds_count{${tags}}`)).toBe('3');
  expect(Number(valueOf(`lh_run_latency_seconds_sum{${tags}}`))).toBeCloseTo(40.005, 1);
  expect(valueOf('lh_run_send_delay_p99_seconds')).toBe('Nan');
  expect(valueOf('lh_run_elapsed_seconds')).toBe('2');
  expect(valueOf('lh_run_agents')).toBe('7');
});

test('a fault is active while it lasts, and errors that a target invents are bounded', async () => {
  const exporter = new RunExporter();
  const fault = { id: 'f1', kind: 'latency', atMs: 0 } as const;
  const name = 'lh_run_fault_active{fault="f1",kind="latency"}';
  exporter.fault({ ...fault, change: 'begin' });
  expect((await linesOf(exporter)).get(name)).toBe('1');
  exporter.fault({ ...fault, change: 'end' });
  expect((await linesOf(exporter)).get(name)).toBe('0');
  const point = pointOf(0, []);
  for (let number = 0; number < 500; number++) point.total.errors.set(`made-up-${number}`, 1);
  exporter.point(point);
  const errors = [...(await linesOf(exporter)).keys()].filter((line) => line.includes('error='));
  expect(errors.length).toBe(65);
  expect((await linesOf(exporter)).get('lh_run_errors_total{error="other"}')).toBe('437');
});
