import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { createScope, waitFor } from '@lighthouse/testkit';
import { Trend } from '@lighthouse/verdict';
import { OtlpExport, QUEUED_MAX } from '../src/export/otlp-export.ts';
import { PointStream, type StreamFormat } from '../src/export/point-stream.ts';
import { otlpPost } from '../src/host/otlp-post.ts';
import { openStreamFile } from '../src/host/stream-file.ts';
import { RunMetrics } from '../src/metrics/run-metrics.ts';
import { SliceTotals } from '../src/metrics/slice-totals.ts';
import type { LivePoint, LiveStart } from '../src/run/live-observer.ts';

const scope = createScope(afterEach);
const never = () => new Promise<void>(() => {});

const START: LiveStart = {
  runId: 'run-1',
  scenario: 'a, "b"',
  toolVersion: '1',
  targetUrl: 'http://t',
  startMs: 1_700_000_000_000.25,
  loadMs: 30_000,
  agentsPlanned: 9,
  groups: [],
  metrics: new RunMetrics({ startMs: 0, intervalMs: 1000, workers: 1 }),
  snapshot: () => {
    throw new Error('nobody looks');
  },
};

function pointOf(number: number, latenciesMs: readonly number[]): LivePoint {
  const slice = new SliceTotals({ op: 'command', role: 'builder', behaviour: 'honest' });
  slice.counts.intended = latenciesMs.length + 1;
  slice.counts.ok = latenciesMs.length;
  slice.counts.info = 1;
  slice.errors.set('TIMEOUT', 1);
  for (const ms of latenciesMs) slice.latency.record(ms * 1000);
  return {
    number,
    startMs: 1_700_000_000_000 + number * 1000,
    total: slice,
    slices: [slice],
    lies: [],
    loopDelay: new Trend('narrow'),
    agents: 7,
    inFlight: 3,
    use: undefined,
  };
}

/** A receiver that keeps what it gets. */
async function startReceiver(status: number) {
  const bodies: unknown[] = [];
  const server = http.createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    request.on('end', () => {
      const { url, headers } = request;
      bodies.push({ path: url, type: headers['content-type'], ...JSON.parse(text) });
      response.writeHead(status).end('{}');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  scope.onClose(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { bodies, url: `http://127.0.0.1:${port}/v1/metrics` };
}

async function streamed(format: StreamFormat): Promise<string> {
  const file = path.join(await scope.folder(), 'points');
  const lost: string[] = [];
  const stream = new PointStream({
    format,
    sink: openStreamFile(file),
    onLost: (why) => void lost.push(why),
  });
  stream.begin(START);
  stream.point(
    pointOf(
      0,
      Array.from({ length: 20 }, () => 2),
    ),
  );
  stream.fault({ id: 'f1', kind: 'kill', change: 'begin', atMs: 1_700_000_001_500 });
  await stream.close();
  expect(lost).toEqual([]);
  return readFileSync(file, 'utf8');
}

test('a stream of NDJSON holds the run, each second with its slices, and faults', async () => {
  const lines = (await streamed('ndjson')).trimEnd().split('\n');
  const [head, total, slice, fault, ...more] = lines.map((line) => JSON.parse(line) as unknown);
  expect(more).toEqual([]);
  expect(head).toMatchObject({ type: 'run', run: 'run-1', scenario: 'a, "b"' });
  expect(total).toMatchObject({
    type: 'total',
    time: '2023-11-14T22:13:20.000Z',
    second: 0,
    ok: 20,
    info: 1,
    latency_p50_ms: 2,
    latency_p95_ms: 2,
    latency_p99_ms: null,
    agents: 7,
    errors: { TIMEOUT: 1 },
  });
  expect(slice).toMatchObject({ type: 'slice', op: 'command', role: 'builder', ok: 20 });
  expect(fault).toMatchObject({ type: 'fault', fault: 'f1', kind: 'kill', change: 'begin' });
});

test('a stream of CSV has one head, and as many cells in every line', async () => {
  const lines = (await streamed('csv')).trimEnd().split('\n');
  const cells = lines.map((line) => line.split(','));
  expect(cells).toHaveLength(4);
  expect(new Set(cells.map(({ length }) => length)).size).toBe(1);
  expect(cells[1]?.slice(0, 3)).toEqual(['total', '2023-11-14T22:13:20.000Z', '0']);
  expect(cells[1]?.[cells[0]?.indexOf('latency_p99_ms') ?? 0]).toBe('');
  expect(cells[1]).toContain('TIMEOUT=1');
});

test('a stream that cannot be written says how many lines are missing', async () => {
  const lost: string[] = [];
  const sink = { write: () => false, end: () => Promise.resolve('disk full') };
  const onLost = (why: string) => void lost.push(why);
  const stream = new PointStream({ format: 'csv', sink, onLost });
  stream.begin(START);
  stream.point(pointOf(0, [1]));
  await stream.close();
  expect(lost).toEqual(['3 lines are missing: disk full']);
});

test('a file that cannot be opened is a failure before the run', async () => {
  const file = path.join(await scope.folder(), 'no', 'points');
  expect(() => openStreamFile(file)).toThrow(expect.objectContaining({ code: 'LH_IO' }));
});

test('a receiver of OTLP gets sums that grow, and buckets', async () => {
  const { bodies, url } = await startReceiver(200);
  const lost: string[] = [];
  const onLost = (why: string) => void lost.push(why);
  const exporter = new OtlpExport({ post: otlpPost(url), onLost, endLimit: never });
  exporter.begin(START);
  exporter.point(pointOf(0, [2, 3]));
  exporter.point(pointOf(1, [40_000]));
  await exporter.close();
  expect(lost).toEqual([]);
  expect(bodies).toHaveLength(2);
  expect(bodies[1]).toMatchObject({ path: '/v1/metrics', type: 'application/json' });
  const [{ resource, scopeMetrics }] = (bodies[1] as { resourceMetrics: [Resource] })
    .resourceMetrics;
  expect(resource.attributes).toContainEqual({
    key: 'service.instance.id',
    value: { stringValue: 'run-1' },
  });
  const metric = (name: string) => scopeMetrics[0].metrics.find((each) => each['name'] === name);
  expect(metric('lighthouse.operations')).toMatchObject({
    sum: {
      aggregationTemporality: 2,
      isMonotonic: true,
      dataPoints: expect.arrayContaining([
        expect.objectContaining({
          asInt: '3',
          startTimeUnixNano: '1700000000000250000',
          timeUnixNano: '1700000002000000000',
          attributes: expect.arrayContaining([{ key: 'outcome', value: { stringValue: 'ok' } }]),
        }),
      ]),
    },
  });
  const histogram = (
    metric('lighthouse.latency') as {
      histogram: { dataPoints: [{ count: string; bucketCounts: string[]; explicitBounds: [] }] };
    }
  ).histogram.dataPoints[0];
  expect(histogram.count).toBe('3');
  expect(histogram.bucketCounts).toHaveLength(histogram.explicitBounds.length + 1);
  expect(histogram.bucketCounts.at(-1)).toBe('1');
});

interface Resource {
  readonly resource: { readonly attributes: readonly unknown[] };
  readonly scopeMetrics: [{ readonly metrics: readonly Record<string, unknown>[] }];
}

test('what a receiver refuses is counted and said', async () => {
  const { url } = await startReceiver(503);
  const lost: string[] = [];
  const onLost = (why: string) => void lost.push(why);
  const exporter = new OtlpExport({ post: otlpPost(url), onLost, endLimit: never });
  exporter.begin(START);
  exporter.point(pointOf(0, [2]));
  await exporter.close();
  expect(lost).toEqual(['1 of 1 requests were not delivered: it answered 503']);
});

test('a receiver that never answers holds up nothing and fills no memory', async () => {
  const lost: string[] = [];
  let posted = 0;
  const exporter = new OtlpExport({
    post: () => {
      posted++;
      return new Promise(() => {});
    },
    onLost: (why) => void lost.push(why),
    endLimit: () => Promise.resolve(),
  });
  exporter.begin(START);
  for (let second = 0; second < 3 * QUEUED_MAX; second++) exporter.point(pointOf(second, [2]));
  await exporter.close();
  await waitFor(() => lost.length > 0);
  expect(posted).toBe(1);
  expect(lost[0]).toContain('90 of 90 requests were not delivered');
});
