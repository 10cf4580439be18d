import { readMemory } from '@lighthouse/machine';
import { formatMebibytes } from '../format.ts';
import { judge, type Check, type Machine, type Outcome } from '../check.ts';

const MEBIBYTE = 2 ** 20;
/** What the small scenario takes, generator and bridge together, measured at about 250 MiB. */
const AVAILABLE_MIN_BYTES = 512 * MEBIBYTE;
const HEAP_MIN_BYTES = 512 * MEBIBYTE;

export const memoryChecks: readonly Check[] = [
  { id: 'memory.available', group: 'memory', title: 'memory available', run: checkAvailable },
  { id: 'memory.swap', group: 'memory', title: 'swap in use', run: checkSwap },
  { id: 'memory.heap', group: 'memory', title: 'heap limit of V8', run: checkHeap },
];

function checkAvailable({ readText }: Machine): Outcome {
  const { availableBytes, limitBytes } = readMemory(readText);
  const limit = limitBytes === undefined ? '' : `, cgroup limit ${formatMebibytes(limitBytes)}`;
  return judge(availableBytes >= AVAILABLE_MIN_BYTES, {
    found: `${formatMebibytes(availableBytes)}${limit}`,
    needed: formatMebibytes(AVAILABLE_MIN_BYTES),
    advice: 'free memory, or raise the limit of the cgroup',
    otherwise: 'fail',
  });
}

function checkSwap({ readText }: Machine): Outcome {
  const { swapUsedBytes } = readMemory(readText);
  return judge(swapUsedBytes < 64 * MEBIBYTE, {
    found: formatMebibytes(swapUsedBytes),
    needed: 'little: swapped memory makes latencies meaningless',
    advice: 'free memory; as root: swapoff -a && swapon -a',
    otherwise: 'warn',
  });
}

function checkHeap({ heapLimitBytes }: Machine): Outcome {
  return judge(heapLimitBytes >= HEAP_MIN_BYTES, {
    found: formatMebibytes(heapLimitBytes),
    needed: formatMebibytes(HEAP_MIN_BYTES),
    advice: 'set NODE_OPTIONS=--max-old-space-size=2048',
    otherwise: 'warn',
  });
}
