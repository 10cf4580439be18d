import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { ALERT_KINDS } from '../service/alerts.ts';
import type { Bridge } from '../service/bridge.ts';

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** What the process is made of, as its host measures it. */
export interface ProcessFigures {
  readonly residentBytes: number;
  readonly heapBytes: number;
  readonly cpuSeconds: number;
  readonly openHandles: number;
}

/** Counts what happens and shows it to Prometheus. Nothing in it tells one agent from another. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #answers = new Map<string, number>();
  readonly #durations: Histogram;

  constructor(bridge: Bridge, figures: () => ProcessFigures) {
    const registers = [this.#registry];
    this.#durations = new Histogram({
      name: 'lighthouse_request_seconds',
      help: 'Time from the last byte of the head of a request to the end of its answer.',
      buckets: SECONDS,
      registers,
    });
    const answers = this.#answers;
    new Counter({
      name: 'lighthouse_requests_total',
      help: 'Answered requests.',
      labelNames: ['route', 'status'],
      registers,
      collect() {
        this.reset();
        for (const [name, count] of answers) {
          const [route = '', status = ''] = name.split(' ');
          this.inc({ route, status }, count);
        }
      },
    });
    new Counter({
      name: 'lighthouse_alerts_total',
      help: 'What must wake somebody up: what agents were caught at, or the log.',
      labelNames: ['kind'],
      registers,
      collect() {
        this.reset();
        for (const kind of ALERT_KINDS) this.inc({ kind }, bridge.alerts.countOf(kind));
      },
    });
    for (const gauge of gaugesOf(bridge, figures)) this.#addGauge(gauge);
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  countAnswer({ route, status, ms }: { route: string; status: number; ms: number }): void {
    const name = `${route} ${status}`;
    this.#answers.set(name, (this.#answers.get(name) ?? 0) + 1);
    this.#durations.observe(ms / 1000);
  }

  /** Of all answers since the start. */
  totals(): { readonly answered: number; readonly refused: number; readonly failed: number } {
    const totals = { answered: 0, refused: 0, failed: 0 };
    for (const [name, count] of this.#answers) {
      totals.answered += count;
      const status = Number(name.split(' ')[1]);
      if (status >= 500) totals.failed += count;
      else if (status >= 400) totals.refused += count;
    }
    return totals;
  }

  text(): Promise<string> {
    return this.#registry.metrics();
  }

  #addGauge({ name, help, read }: Reading): void {
    new Gauge({
      name: `lighthouse_${name}`,
      help,
      registers: [this.#registry],
      collect() {
        this.set(read());
      },
    });
  }
}

interface Reading {
  readonly name: string;
  readonly help: string;
  readonly read: () => number;
}

function gaugesOf(bridge: Bridge, figures: () => ProcessFigures): Reading[] {
  const { state, inbox, log, inFlight } = bridge;
  const { proposals, tasks, elicitations, collaborations } = state.together;
  const readings: [string, string, () => number][] = [
    ['log_last_seq', 'Sequence number of the last durable event.', () => log.lastSeq],
    ['log_writable', '1 while the log takes events.', () => (log.failure === undefined ? 1 : 0)],
    ['agents', 'Registered agents, revoked ones too.', () => state.agents.count],
    ['sessions_open', 'Open sessions.', () => state.sessions.count],
    ['reviews_open', 'Commands that wait for an expert.', () => state.reviews.openCount],
    ['proposals_open', 'Proposals that are not decided.', () => proposals.subjects.openCount],
    ['tasks_open', 'Tasks that have not ended.', () => tasks.subjects.openCount],
    ['tasks_waiting', 'Open tasks on which nobody has a lease.', () => tasks.waiting.count],
    ['questions_open', 'Questions without an answer.', () => elicitations.subjects.openCount],
    ['groups_open', 'Groups that were not closed.', () => collaborations.subjects.openCount],
    ['agents_flagged', 'Agents caught at saying two things.', () => state.together.flagged.size],
    ['inbox_streams_open', 'Open inbox streams.', () => inbox.streamCount],
    ['statements_in_flight', 'Statements that are being written.', () => inFlight.count],
    ['resident_bytes', 'Memory of the process.', () => figures().residentBytes],
    ['heap_bytes', 'JavaScript heap in use.', () => figures().heapBytes],
    ['cpu_seconds', 'Processor time used so far.', () => figures().cpuSeconds],
    ['open_handles', 'Sockets, timers and files that are open.', () => figures().openHandles],
  ];
  return readings.map(([name, help, read]) => ({ name, help, read }));
}
