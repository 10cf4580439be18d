import { Counter, Gauge, Registry } from 'prom-client';
import type { WatchAnswer } from '@lighthouse/contract/watch-answer';

type Reading = readonly [name: string, help: string, read: (status: WatchAnswer) => number | null];

const GAUGES: readonly Reading[] = [
  ['durable_seq', 'Last durable event of the store.', ({ follow }) => follow.durableSeq],
  ['verified_seq', 'Last event that was verified.', ({ follow }) => follow.verifiedSeq],
  ['unverified_events', 'Durable events not verified yet.', (status) => status.unverifiedCount],
  ['lag_seconds', 'From the last append to its verification.', ({ follow }) => seconds(follow)],
  ['findings_open', 'Findings that nobody resolved.', ({ findings }) => findings.openCount],
  ['sweep_running', '1 while a sweep is under way.', ({ sweep }) => Number(sweep.isRunning)],
  ['sweep_bytes_done', 'Bytes of the sweep under way.', ({ sweep }) => sweep.bytesDone],
  ['sweep_bytes_total', 'Bytes that it will read.', ({ sweep }) => sweep.bytesTotal],
  [
    'sweep_ended_timestamp_seconds',
    'When the last sweep ended.',
    ({ sweep }) => (sweep.lastEndedAt === null ? null : sweep.lastEndedAt / 1000),
  ],
  ['resident_bytes', 'Memory of the watch.', (status) => status.process.residentBytes],
];
const COUNTERS: readonly Reading[] = [
  ['events_verified_total', 'Verified while following.', ({ follow }) => follow.verifiedCount],
  ['bytes_verified_total', 'Verified while following.', ({ follow }) => follow.byteCount],
  ['sweeps_total', 'Whole sweeps.', ({ sweep }) => sweep.doneCount],
  ['alerts_held_back_total', 'Too many at once.', ({ findings }) => findings.heldBackCount],
  ['cpu_seconds_total', 'Processor time used.', (status) => status.process.cpuSeconds],
];
const VERDICTS = ['intact', 'tampered', 'unknown'] as const;

/** Shows how a watch stands to Prometheus. */
export class WatchMetrics {
  readonly #registry = new Registry();
  readonly #gauges = new Map<string, Gauge>();
  readonly #counters = new Map<string, Counter>();
  readonly #verdict: Gauge<'verdict'>;
  readonly #findings: Gauge<'code' | 'severity' | 'state'>;
  readonly #sinks: Counter<'sink' | 'outcome'>;

  constructor() {
    const registers = [this.#registry];
    for (const [name, help] of GAUGES)
      this.#gauges.set(name, new Gauge({ name: `lh_verify_${name}`, help, registers }));
    for (const [name, help] of COUNTERS)
      this.#counters.set(name, new Counter({ name: `lh_verify_${name}`, help, registers }));
    this.#verdict = new Gauge({
      name: 'lh_verify_verdict',
      help: '1 for the verdict that stands.',
      labelNames: ['verdict'],
      registers,
    });
    this.#findings = new Gauge({
      name: 'lh_verify_findings',
      help: 'Findings, each counted once.',
      labelNames: ['code', 'severity', 'state'],
      registers,
    });
    this.#sinks = new Counter({
      name: 'lh_verify_deliveries_total',
      help: 'Alerts that were delivered, and that were given up.',
      labelNames: ['sink', 'outcome'],
      registers,
    });
  }

  async render(status: WatchAnswer): Promise<{ contentType: string; text: string }> {
    for (const [name, , read] of GAUGES) this.#gauges.get(name)?.set(read(status) ?? NaN);
    for (const [name, , read] of COUNTERS) {
      const counter = this.#counters.get(name);
      counter?.reset();
      counter?.inc(read(status) ?? 0);
    }
    for (const verdict of VERDICTS)
      this.#verdict.set({ verdict }, Number(status.verdict === verdict));
    this.#findings.reset();
    for (const { state, finding } of status.findings.list)
      this.#findings.inc({ code: finding.code, severity: finding.severity, state });
    this.#sinks.reset();
    for (const { name: sink, deliveredCount, failedCount } of status.sinks) {
      this.#sinks.inc({ sink, outcome: 'delivered' }, deliveredCount);
      this.#sinks.inc({ sink, outcome: 'failed' }, failedCount);
    }
    const { contentType } = this.#registry;
    return { contentType, text: await this.#registry.metrics() };
  }
}

function seconds({ lagMs }: WatchAnswer['follow']): number | null {
  return lagMs.last === null ? null : lagMs.last / 1000;
}
