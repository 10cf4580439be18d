import { effectiveCpus, workersFor } from '@lighthouse/machine';
import { judge, pass, skip, type Check, type Machine, type Outcome } from '../check.ts';

const STEAL_SAMPLE_MS = 300;
const STEAL_MAX = 0.05;
const GOVERNOR = '/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor';

export const cpuChecks: readonly Check[] = [
  { id: 'cpu.effective', group: 'cpu', title: 'effective CPUs', run: checkEffective },
  { id: 'cpu.load', group: 'cpu', title: 'load by others', run: checkLoad },
  { id: 'cpu.steal', group: 'cpu', title: 'CPU time taken by the host', run: checkSteal },
  { id: 'cpu.governor', group: 'cpu', title: 'frequency governor', run: checkGovernor },
];

function checkEffective({ readText, cpuCount }: Machine): Outcome {
  const cpus = effectiveCpus(readText, cpuCount);
  const workers = workersFor(cpus);
  const threads = `${workers} ${workers === 1 ? 'thread' : 'threads'} for load`;
  return judge(cpus >= 2, {
    found: `${Number(cpus.toFixed(2))} of ${cpuCount}; ${threads}`,
    needed: '2: one for the load, one for the target',
    advice:
      'give this process more CPUs (affinity, cgroup quota), or expect runs that are limited by the generator',
    otherwise: cpus >= 1 ? 'warn' : 'fail',
  });
}

function checkLoad({ loadAverage, cpuCount, platform }: Machine): Outcome {
  if (platform === 'win32') return skip('this system has no load average');
  const free = Math.max(0, cpuCount - loadAverage);
  return judge(free >= cpuCount / 2, {
    found: `load average ${loadAverage.toFixed(2)} on ${cpuCount} CPUs`,
    needed: `at most ${cpuCount / 2}`,
    advice: 'stop what else runs here before you measure',
    otherwise: 'warn',
  });
}

/** The first line of /proc/stat: user nice system idle iowait irq softirq steal, in ticks. */
async function checkSteal({ readText, waitMs }: Machine): Promise<Outcome> {
  const before = readTicks(readText('/proc/stat'));
  if (before === undefined) return skip('no /proc/stat here');
  await waitMs(STEAL_SAMPLE_MS);
  const after = readTicks(readText('/proc/stat')) ?? before;
  const share = (after.steal - before.steal) / Math.max(1, after.total - before.total);
  return judge(share <= STEAL_MAX, {
    found: `${(share * 100).toFixed(1)} %`,
    needed: `at most ${STEAL_MAX * 100} %`,
    advice:
      'this virtual machine shares its CPUs with others: repeat measurements and compare medians',
    otherwise: 'warn',
  });
}

function readTicks(stat: string | undefined): { steal: number; total: number } | undefined {
  const line = stat?.split('\n').find((text) => text.startsWith('cpu '));
  if (line === undefined) return undefined;
  const ticks = line.trim().split(/\s+/).slice(1, 9).map(Number);
  return { steal: ticks[7] ?? 0, total: ticks.reduce((sum, value) => sum + value, 0) };
}

function checkGovernor({ readText }: Machine): Outcome {
  const governor = readText(GOVERNOR)?.trim();
  if (governor === undefined) return skip('the system does not show one');
  if (governor === 'performance') return pass(governor);
  return judge(governor !== 'powersave', {
    found: governor,
    needed: 'performance, for figures that repeat',
    advice: 'as root: cpupower frequency-set -g performance',
    otherwise: 'warn',
  });
}
