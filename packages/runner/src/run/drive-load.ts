import type { Plan } from '../plan/plan.ts';
import type { LoadControl } from './load-control.ts';

/** Why a run ended before its time. */
export type StopReason =
  | { readonly kind: 'signal'; readonly signal: string }
  /** A threshold with abortOnFail was missed. */
  | { readonly kind: 'threshold'; readonly threshold: string };

export interface DriveParts {
  readonly control: LoadControl;
  readonly plan: Plan;
  readonly nowMs: () => number;
  readonly sleep: (durationMs: number) => Promise<void>;
  /** Looked at ten times a second. */
  readonly stopReason: () => StopReason | undefined;
  readonly onStart: (startMs: number) => void;
  readonly onTick: (tick: LoadTick) => void;
  /** The load is over, or given up; now answers are waited for. */
  readonly onDrain?: () => void;
}

export interface LoadTick {
  readonly phase: 'load' | 'drain';
  readonly elapsedMs: number;
}

export interface LoadEnd {
  readonly stopReason: StopReason | undefined;
  /** How long the load lasted, without the drain. */
  readonly loadMs: number;
}

/** Time for the threads to hear of the start before it. */
const LEAD_MS = 30;
const TICK_MS = 100;
/** How long nothing must have happened until nothing more is expected to. */
const QUIET_MS = 300;

/** Leads the load from its first operation to the last answer. */
export async function driveLoad(parts: DriveParts): Promise<LoadEnd> {
  const { control, plan, nowMs, sleep } = parts;
  const startMs = nowMs() + LEAD_MS;
  control.begin(startMs);
  parts.onStart(startMs);
  const endMs = startMs + plan.crowd.endUs / 1000;
  const end = new End(plan.drainUs / 1000);
  const endsByItself = hasIterations(plan);
  let stopReason: StopReason | undefined;
  for (;;) {
    await sleep(TICK_MS);
    control.check();
    const atMs = nowMs();
    if (stopReason === undefined && !end.isDraining) {
      stopReason = parts.stopReason();
      if (stopReason !== undefined) control.stop();
    }
    const isDone = endsByItself && end.isQuietFor(atMs, control.isQuiet);
    if (stopReason !== undefined || atMs >= endMs || isDone) {
      if (!end.isDraining) parts.onDrain?.();
      end.beginDrain(atMs);
    }
    parts.onTick({ phase: end.isDraining ? 'drain' : 'load', elapsedMs: atMs - startMs });
    if (end.isReached(atMs, control.isQuiet)) break;
  }
  await control.finish();
  return { stopReason, loadMs: Math.max(0, Math.min(end.drainFromMs, endMs) - startMs) };
}

/** When every agent has done what it had to do, there is nothing to wait for; but faults come. */
function hasIterations({ crowd, faults }: Plan): boolean {
  const isCounted = crowd.groups.some(({ iterations }) => iterations !== undefined);
  return faults === undefined && (isCounted || crowd.iterations !== undefined);
}

/** Decides when waiting for answers is over. */
class End {
  readonly #drainMs: number;
  drainFromMs = Infinity;
  #quietFromMs = Infinity;

  constructor(drainMs: number) {
    this.#drainMs = drainMs;
  }

  get isDraining(): boolean {
    return this.drainFromMs !== Infinity;
  }

  beginDrain(atMs: number): void {
    this.drainFromMs = Math.min(this.drainFromMs, atMs);
  }

  isReached(atMs: number, isQuiet: boolean): boolean {
    if (!this.isDraining) return false;
    return this.isQuietFor(atMs, isQuiet) || atMs - this.drainFromMs >= this.#drainMs;
  }

  /** Call at every look: an expert may be asked in one thread because of what another one sent. */
  isQuietFor(atMs: number, isQuiet: boolean): boolean {
    this.#quietFromMs = isQuiet ? Math.min(this.#quietFromMs, atMs) : Infinity;
    return atMs - this.#quietFromMs >= QUIET_MS;
  }
}
