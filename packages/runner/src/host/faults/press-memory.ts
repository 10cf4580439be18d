import { formatBytes } from '@lighthouse/cli-kit/format';
import { readMemory, readProcessUse } from '@lighthouse/machine';
import type { Injection, Unavailable } from '../../faults/injection.ts';
import { Burden, END_WITH_INPUT } from './burden.ts';

const MB = 1 << 20;
/** What must be left for all others, so that nothing is killed for want of memory. */
const LEFT_BYTES_MIN = 512 * MB;
const HELD_SHARE_MIN = 0.9;
/** Every page is written to, and again all the time, so that it is really held. */
const SCRIPT = `${END_WITH_INPUT}
const parts = [];
for (let left = Number(process.argv[1]); left > 0; left -= 64) parts.push(Buffer.alloc(Math.min(left, 64) << 20, 1));
process.stdout.write('.');
setInterval(() => { for (const part of parts) for (let at = 0; at < part.length; at += 4096) part[at]++; }, 500);`;

/** Lets a process hold memory that others would like to have. */
export function pressMemory(megabytes: number, readFree = availableBytes): Injection | Unavailable {
  const bytes = megabytes * MB;
  const free = readFree();
  if (free !== undefined && free - bytes < LEFT_BYTES_MIN)
    return {
      unavailable: `${formatBytes(free)} of memory are free, of which ${formatBytes(LEFT_BYTES_MIN)} must stay so`,
    };
  const burden = new Burden();
  let held = 0;
  return {
    probe: 'memory held, and what is left on the machine',
    look: (stage) => {
      const [pid] = burden.pids;
      if (stage === 'during')
        held = pid === undefined ? 0 : (readProcessUse(pid)?.memoryBytes ?? 0);
      const left = readFree();
      const leftText = left === undefined ? '' : `${formatBytes(left)} left`;
      const text = stage === 'during' ? [`${formatBytes(held)} held`, leftText] : [leftText];
      return Promise.resolve(text.filter(Boolean).join(', '));
    },
    inject: () => burden.start(SCRIPT, 1, [String(megabytes)]),
    heal: () => burden.end(),
    whyUnseen: () =>
      held >= HELD_SHARE_MIN * bytes ? undefined : `only ${formatBytes(held)} were held`,
  };
}

function availableBytes(): number | undefined {
  return readMemory().availableBytes;
}
