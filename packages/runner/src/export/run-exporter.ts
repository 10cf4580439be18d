import { Counter, Gauge, Registry } from 'prom-client';
import type { LiveFault, LiveObserver, LivePoint, LiveStart } from '../run/live-observer.ts';
import { LatencyBuckets } from './latency-buckets.ts';

const SLICE_LABELS = ['op', 'role', 'behaviour'] as const;
const OUTCOMES = ['ok', 'fail', 'info', 'dropped'] as const;
const LIE_OUTCOMES = ['refused', 'accepted', 'unknown'] as const;
/** What a target invents beyond that counts as `other`. */
const ERROR_NAMES_MAX = 64;

/** Shows a run to Prometheus while it goes on, a second at a time. No label names an agent. */
export class RunExporter implements LiveObserver {
  readonly #registry = new Registry();
  readonly #info = this.#gauge('info', 'The run; always 1.', ['run', 'scenario', 'version']);
  readonly #intended = this.#counter('intended_total', 'Operations intended.', SLICE_LABELS);
  readonly #operations = this.#counter('operations_total', 'Operations that ended, by outcome.', [
    ...SLICE_LABELS,
    'outcome',
  ]);
  readonly #errors = this.#counter('errors_total', 'Operations that did not end well.', ['error']);
  readonly #latency = new LatencyBuckets(
    'lh_run_latency_seconds',
    'From when an operation was intended to its answer.',
    this.#registry,
  );
  readonly #lies = this.#counter('lies_total', 'What liars tried.', ['attack', 'outcome']);
  readonly #agents = this.#gauge('agents', 'Agents that have a session.');
  readonly #planned = this.#gauge('agents_planned', 'Agents of the scenario.');
  readonly #inFlight = this.#gauge('in_flight', 'Requests that are not answered.');
  readonly #elapsed = this.#gauge('elapsed_seconds', 'Since the start of the load.');
  readonly #load = this.#gauge('load_seconds', 'How long the load is to last.');
  readonly #sendDelay = this.#gauge('send_delay_p99_seconds', 'Of the last second.');
  readonly #loopDelay = this.#gauge('event_loop_delay_p99_seconds', 'Of the last second.');
  readonly #limited = this.#gauge('generator_limited', '1 when the generator is the bottleneck.');
  readonly #cpu = this.#gauge('cpu_cores', 'Cores in use.', ['process']);
  readonly #memory = this.#gauge('resident_bytes', 'Memory in use.', ['process']);
  readonly #faults = this.#gauge('fault_active', '1 while a fault lasts.', ['fault', 'kind']);
  readonly #errorNames = new Set<string>();
  #start: LiveStart | undefined;

  get contentType(): string {
    return this.#registry.contentType;
  }

  text(): Promise<string> {
    return this.#registry.metrics();
  }

  begin(start: LiveStart): void {
    this.#start = start;
    const { runId: run, scenario, toolVersion: version, agentsPlanned, loadMs } = start;
    this.#info.set({ run, scenario, version }, 1);
    this.#planned.set(agentsPlanned);
    this.#load.set(loadMs / 1000);
  }

  point({ number, total, slices, lies, loopDelay, agents, inFlight, use }: LivePoint): void {
    for (const { tags, counts, latency } of slices) {
      const { op, role, behaviour } = tags;
      this.#intended.inc({ op, role, behaviour }, counts.intended);
      for (const outcome of OUTCOMES)
        this.#operations.inc({ op, role, behaviour, outcome }, counts[outcome]);
      this.#latency.add(tags, latency);
    }
    for (const [name, count] of total.errors) this.#errors.inc({ error: this.#kept(name) }, count);
    for (const lie of lies)
      for (const outcome of LIE_OUTCOMES)
        this.#lies.inc({ attack: lie.attack, outcome }, lie[outcome]);
    this.#agents.set(agents);
    this.#inFlight.set(inFlight);
    this.#elapsed.set(number + 1);
    this.#sendDelay.set(secondsOf(total.sendDelay.percentileMs(99)));
    this.#loopDelay.set(secondsOf(loopDelay.percentileMs(99)));
    this.#limited.set(Number(this.#start?.metrics.generator().limited ?? false));
    this.#cpu.set({ process: 'generator' }, use?.generatorCpu ?? NaN);
    this.#cpu.set({ process: 'target' }, use?.targetCpu ?? NaN);
    this.#memory.set({ process: 'generator' }, use?.generatorMemory ?? NaN);
    this.#memory.set({ process: 'target' }, use?.targetMemory ?? NaN);
  }

  fault({ id: fault, kind, change }: LiveFault): void {
    this.#faults.set({ fault, kind }, Number(change === 'begin'));
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  #kept(name: string): string {
    if (this.#errorNames.size < ERROR_NAMES_MAX) this.#errorNames.add(name);
    return this.#errorNames.has(name) ? name : 'other';
  }

  #gauge<L extends string = string>(name: string, help: string, labelNames: readonly L[] = []) {
    const registers = [this.#registry];
    return new Gauge<L>({ name: `lh_run_${name}`, help, labelNames, registers });
  }

  #counter<L extends string>(name: string, help: string, labelNames: readonly L[]) {
    const registers = [this.#registry];
    return new Counter<L>({ name: `lh_run_${name}`, help, labelNames, registers });
  }
}

/** Too few samples for a percentile are no number. */
function secondsOf(ms: number | null): number {
  return ms === null ? NaN : ms / 1000;
}
