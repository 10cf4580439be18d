import { formatMilliseconds } from '../format.ts';
import { judge, skip, type Check, type Machine, type Outcome } from '../check.ts';

const RESOLUTION_MAX_MS = 0.1;
const STEP_SAMPLE_MS = 200;
const STEP_MAX_MS = 50;

export const clockChecks: readonly Check[] = [
  {
    id: 'clock.resolution',
    group: 'clock',
    title: 'resolution of the monotonic clock',
    run: checkResolution,
  },
  {
    id: 'clock.steady',
    group: 'clock',
    title: 'wall clock against monotonic clock',
    run: checkSteady,
  },
  {
    id: 'clock.synchronised',
    group: 'clock',
    title: 'synchronised by NTP',
    run: checkSynchronised,
  },
];

function checkResolution({ nowMs }: Machine): Outcome {
  let smallest = Infinity;
  for (let i = 0; i < 1000; i++) {
    const before = nowMs();
    let after = nowMs();
    while (after === before) after = nowMs();
    smallest = Math.min(smallest, after - before);
  }
  return judge(smallest <= RESOLUTION_MAX_MS, {
    found: `${(smallest * 1000).toFixed(2)} µs`,
    needed: `at most ${RESOLUTION_MAX_MS * 1000} µs`,
    advice: 'latencies below a few of these steps mean nothing here',
    otherwise: 'warn',
  });
}

/**
 * A wall clock that is being stepped puts false times on events; it shows as drift between the two
 * clocks.
 */
async function checkSteady({ nowMs, wallClockMs, waitMs }: Machine): Promise<Outcome> {
  const offsetBefore = wallClockMs() - nowMs();
  await waitMs(STEP_SAMPLE_MS);
  const driftMs = Math.abs(wallClockMs() - nowMs() - offsetBefore);
  return judge(driftMs <= STEP_MAX_MS, {
    found: `${formatMilliseconds(driftMs)} apart after ${STEP_SAMPLE_MS} ms`,
    needed: `at most ${STEP_MAX_MS} ms`,
    advice: 'something sets the clock: let NTP slew it instead',
    otherwise: 'warn',
  });
}

async function checkSynchronised({ exec }: Machine): Promise<Outcome> {
  const answer = await exec('timedatectl', ['show', '--property=NTPSynchronized', '--value']);
  const value = answer?.code === 0 ? answer.stdout.trim() : undefined;
  if (value !== 'yes' && value !== 'no') return skip('timedatectl cannot tell here');
  return judge(value === 'yes', {
    found: value,
    needed: 'yes, when more than one machine takes part',
    advice: 'as root: timedatectl set-ntp true',
    otherwise: 'warn',
  });
}
