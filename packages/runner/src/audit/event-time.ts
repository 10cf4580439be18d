import type { ClockStep } from './fault-effects.ts';

/** When an operation was sent and acknowledged, and the time its event has; all of one clock. */
export interface EventTime {
  readonly sentUs: number;
  readonly answeredUs: number;
  readonly eventUs: number;
}

/** By how much the time of an event is outside of what it can be; zero or less when it is not. */
interface Offset {
  readonly earlyUs: number;
  readonly lateUs: number;
}

/** What clocks and small corrections of them may be apart, on one machine. */
const TIME_TOLERANCE_US = 1e6;

/**
 * Judges the time of an event. `stepped` is one that only a clock step of the run explains; what
 * is off by more than that, or where there was no step, is `wrong` and says how.
 */
export function judgeEventTime(
  time: EventTime,
  steps: readonly ClockStep[],
): { readonly kind: 'right' | 'stepped' } | { readonly kind: 'wrong'; readonly what: string } {
  if (isRight(offsetOf(time, []))) return { kind: 'right' };
  const offset = offsetOf(time, steps);
  if (isRight(offset)) return { kind: 'stepped' };
  const { earlyUs, lateUs } = offset;
  const seconds = (Math.max(earlyUs, lateUs) / 1e6).toFixed(1);
  const when = earlyUs > lateUs ? 'before it was sent' : 'after it was acknowledged';
  return { kind: 'wrong', what: `its time is ${seconds} s ${when}` };
}

/**
 * A clock that is behind gives times that are too early while it is. One that was ahead gives
 * times that are too late even after it was set right: the times of a log never go back, so they
 * stand still at the last of them until the clock has caught up.
 */
function offsetOf({ sentUs, answeredUs, eventUs }: EventTime, steps: readonly ClockStep[]): Offset {
  let [earliestUs, latestUs] = [sentUs, answeredUs];
  for (const { startUs, endUs, stepUs } of steps) {
    if (answeredUs < startUs) continue;
    if (stepUs < 0 && sentUs <= endUs) earliestUs = Math.min(earliestUs, sentUs + stepUs);
    if (stepUs > 0) latestUs = Math.max(latestUs, Math.min(answeredUs, endUs) + stepUs);
  }
  return { earlyUs: earliestUs - eventUs, lateUs: eventUs - latestUs };
}

function isRight({ earlyUs, lateUs }: Offset): boolean {
  return Math.max(earlyUs, lateUs) <= TIME_TOLERANCE_US;
}
