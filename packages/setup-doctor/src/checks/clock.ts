import { formatDuration } from '@lighthouse/cli-kit/format';
import { judge, pass, skip, type Check, type Machine, type Outcome } from '../check.ts';

const RESOLUTION_MAX_MS = 0.1;
const STEP_SAMPLES = 10;
const STEP_SAMPLE_MS = 25;
const STEP_MAX_MS = 50;
const DAY_MS = 24 * 3600 * 1000;
/** systemd-timesyncd makes it when the clock was set for the first time. */
const TIMESYNC_MARK = '/run/systemd/timesync/synchronized';

export const clockChecks: readonly Check[] = [
  {
    id: 'clock.resolution',
    group: 'clock',
    title: 'resolution of the monotonic clock',
    run: checkResolution,
  },
  { id: 'clock.date', group: 'clock', title: 'date', run: checkDate },
  { id: 'clock.steady', group: 'clock', title: 'steps of the wall clock', run: checkSteady },
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
    found: formatDuration(smallest),
    needed: `at most ${formatDuration(RESOLUTION_MAX_MS)}`,
    advice: 'latencies below a few of these steps mean nothing here',
    otherwise: 'warn',
  });
}

/** A clock that stands before this tool was installed is wrong, whatever the time is. */
function checkDate({ wallClockMs, installedAtMs }: Machine): Outcome {
  const date = new Date(wallClockMs()).toISOString().slice(0, 10);
  if (installedAtMs === undefined) return skip('nothing to compare it with');
  return judge(wallClockMs() > installedAtMs - DAY_MS, {
    found: date,
    needed: `not before ${new Date(installedAtMs).toISOString().slice(0, 10)}, when this tool was installed`,
    advice: 'set the clock: events would carry false times, and signatures would be refused',
    otherwise: 'warn',
  });
}

/**
 * A wall clock that is being set puts false times on events. It shows as a jump, or as drift,
 * against the monotonic clock.
 */
async function checkSteady({ nowMs, wallClockMs, waitMs }: Machine): Promise<Outcome> {
  const offset = () => wallClockMs() - nowMs();
  const [startMs, first] = [nowMs(), offset()];
  let [last, jumpMs] = [first, 0];
  for (let sample = 0; sample < STEP_SAMPLES; sample++) {
    await waitMs(STEP_SAMPLE_MS);
    const now = offset();
    jumpMs = Math.max(jumpMs, Math.abs(now - last));
    last = now;
  }
  const worstMs = Math.max(jumpMs, Math.abs(last - first));
  return judge(worstMs <= STEP_MAX_MS, {
    found: `${formatDuration(worstMs)} off in ${formatDuration(nowMs() - startMs)}`,
    needed: `at most ${STEP_MAX_MS} ms`,
    advice: 'something sets the clock: let NTP slew it instead',
    otherwise: 'warn',
  });
}

async function checkSynchronised({ exec, readText }: Machine): Promise<Outcome> {
  if (readText(TIMESYNC_MARK) !== undefined) return pass('yes');
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
