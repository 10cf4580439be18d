import { formatBytes } from '@lighthouse/cli-kit/format';
import { readMemory } from '@lighthouse/machine';
import { judge, pass, skip, type Check, type Machine, type Outcome } from '../check.ts';

const MEBIBYTE = 2 ** 20;
/** What the small scenario takes, generator and bridge together, measured at about 250 MiB. */
const AVAILABLE_MIN_BYTES = 512 * MEBIBYTE;
const HEAP_MIN_BYTES = 512 * MEBIBYTE;
const SWAP_USED_MAX_BYTES = 64 * MEBIBYTE;

export const memoryChecks: readonly Check[] = [
  { id: 'memory.available', group: 'memory', title: 'memory available', run: checkAvailable },
  { id: 'memory.cgroup', group: 'memory', title: 'limit of the cgroup', run: checkCgroup },
  { id: 'memory.swap', group: 'memory', title: 'swap in use', run: checkSwap },
  { id: 'memory.heap', group: 'memory', title: 'heap limit of V8', run: checkHeap },
];

function checkAvailable({ readText }: Machine): Outcome {
  const { availableBytes } = readMemory(readText);
  return judge(availableBytes >= AVAILABLE_MIN_BYTES, {
    found: formatBytes(availableBytes),
    needed: formatBytes(AVAILABLE_MIN_BYTES),
    advice: 'free memory, or raise the limit of the cgroup',
    otherwise: 'fail',
  });
}

function checkCgroup({ readText, platform }: Machine): Outcome {
  if (platform !== 'linux') return skip('this system has no cgroups');
  const { limitBytes } = readMemory(readText);
  if (limitBytes === undefined) return pass('none');
  return judge(limitBytes >= AVAILABLE_MIN_BYTES, {
    found: formatBytes(limitBytes),
    needed: formatBytes(AVAILABLE_MIN_BYTES),
    advice: 'raise memory.max of the cgroup, or the memory of the container',
    otherwise: 'fail',
  });
}

function checkSwap({ readText }: Machine): Outcome {
  const { swapUsedBytes } = readMemory(readText);
  return judge(swapUsedBytes < SWAP_USED_MAX_BYTES, {
    found: swapUsedBytes === 0 ? 'none' : formatBytes(swapUsedBytes),
    needed: 'little: swapped memory makes latencies meaningless',
    advice: 'free memory; as root: swapoff -a && swapon -a',
    otherwise: 'warn',
  });
}

function checkHeap({ heapLimitBytes }: Machine): Outcome {
  return judge(heapLimitBytes >= HEAP_MIN_BYTES, {
    found: formatBytes(heapLimitBytes),
    needed: formatBytes(HEAP_MIN_BYTES),
    advice: 'set NODE_OPTIONS=--max-old-space-size=2048',
    otherwise: 'warn',
  });
}
