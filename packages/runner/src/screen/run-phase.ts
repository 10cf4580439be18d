import { formatCount } from '@lighthouse/cli-kit/format';
import type { Plan } from '../plan/plan.ts';

/** What a run is doing. */
export type Doing = 'joining' | 'load' | 'drain' | 'audit';

/** Says what a run does at a time since the start of its load, as its plan has it. */
export function describePhase(
  { crowd, warmupUs = 0 }: Pick<Plan, 'crowd' | 'warmupUs'>,
  doing: Doing,
  elapsedMs: number,
): string {
  if (doing === 'joining') return 'agents get ready';
  if (doing === 'drain') return 'waiting for the last answers';
  if (doing === 'audit') return 'reading the log back';
  const elapsedUs = elapsedMs * 1000;
  const what = describeStage(crowd, elapsedUs);
  return elapsedUs < warmupUs ? `${what}, warm-up` : what;
}

function describeStage({ stages, rampUs }: Plan['crowd'], elapsedUs: number): string {
  if (stages === undefined) return elapsedUs < rampUs ? 'agents start' : 'full load';
  const { of, steps } = stages;
  let endUs = 0;
  for (const [index, { durationUs, target }] of steps.entries()) {
    endUs += durationUs;
    if (elapsedUs >= endUs && index + 1 < steps.length) continue;
    const unit = of === 'rate' ? '/s' : target === 1 ? ' agent' : ' agents';
    return `stage ${index + 1} of ${steps.length}, to ${formatCount(target)}${unit}`;
  }
  return 'full load';
}
