import { isIP } from 'node:net';
import { formatDuration } from '@lighthouse/cli-kit/format';
import type { Injection, Unavailable } from '../../faults/injection.ts';
import type { Lanes } from '../../faults/lanes.ts';
import { networkInjection } from '../../faults/network-injection.ts';
import { isOnNetwork, type BridgeAction, type PlannedFault } from '../../faults/planned-fault.ts';
import type { RunTarget } from '../../run/target.ts';
import { wallNowMs } from '../clock.ts';
import type { LogWatch } from '../log-watch.ts';
import { probeTarget } from '../probe-target.ts';
import type { ProxyHandle } from '../start-proxy.ts';
import { corruptSegment } from './corrupt-segment.ts';
import { fillDisk } from './fill-disk.ts';
import { killBridge } from './kill-bridge.ts';
import { pauseBridge } from './pause-bridge.ts';
import { pressCpu } from './press-cpu.ts';
import { pressMemory } from './press-memory.ts';
import { slowDisk } from './slow-disk.ts';
import { stepClock } from './step-clock.ts';

export interface FaultSurroundings {
  readonly target: RunTarget;
  readonly runFolder: string;
  readonly proxy: ProxyHandle | undefined;
  readonly lanes: Lanes | undefined;
  readonly watch: LogWatch | undefined;
  /** Answers so far that said that the disk is full. */
  readonly diskFullAnswers: () => number;
}

const PROBE_MS = 600;
const HEALTH_MS = 2000;

/** Prepares a fault on this machine, or says why it cannot be injected here. */
export async function openFault(
  fault: PlannedFault,
  around: FaultSurroundings,
): Promise<Injection | Unavailable> {
  const { action } = fault;
  const { target, proxy, lanes } = around;
  if (isOnNetwork(action)) {
    if (proxy === undefined) return { unavailable: 'there is no proxy' };
    const laneSets = lanes?.byFault.get(fault.id) ?? [];
    const { healthPath: path, url } = target;
    const servername = servernameOf(url);
    const probe = (port: number) =>
      probeTarget({ host: '127.0.0.1', port, path, servername }, PROBE_MS + expectedMs(fault));
    return networkInjection({ fault: { ...fault, action }, proxy, laneSets, probe });
  }
  switch (action.kind) {
    case 'cpu_pressure':
      return pressCpu(action.burners, target.pid);
    case 'memory_pressure':
      return pressMemory(action.megabytes);
    case 'corrupt':
      return corrupt(fault, around);
    case 'kill':
    case 'pause':
    case 'disk_full':
    case 'disk_slow':
    case 'clock_step':
      return onBridge({ ...fault, action }, around);
  }
}

/** Undefined without TLS; empty for an address, which is no name. */
function servernameOf(url: string): string | undefined {
  const { protocol, hostname } = new URL(url);
  if (protocol !== 'https:') return undefined;
  return isIP(hostname.replaceAll(/[[\]]/g, '')) === 0 ? hostname : '';
}

/** How much later than usual an answer may come when the fault does what it should. */
function expectedMs({ action }: PlannedFault): number {
  if (action.kind === 'latency') return 2 * (action.latencyMs + action.jitterMs);
  if (action.kind === 'loss') return 4 * action.stallMs;
  return action.kind === 'slow_close' ? action.delayMs : 0;
}

function corrupt(fault: PlannedFault, { target, watch }: FaultSurroundings) {
  const { action, seed } = fault;
  if ('unreadable' in target.log) return { unavailable: target.log.unreadable };
  if (watch === undefined || action.kind !== 'corrupt')
    return { unavailable: 'nobody watches the log' };
  return corruptSegment({ logDir: target.log.dir, bytes: action.bytes, seed }, watch);
}

type BridgeFault = PlannedFault & {
  readonly action: Exclude<BridgeAction, { readonly kind: 'corrupt' }>;
};

function onBridge(
  { action }: BridgeFault,
  around: FaultSurroundings,
): Injection | Unavailable | Promise<Injection | Unavailable> {
  const { bridge, url } = around.target;
  if (bridge === undefined) return { unavailable: 'the target is not a bridge of this run' };
  switch (action.kind) {
    case 'kill':
      return killBridge(bridge);
    case 'pause':
      return pauseBridge(bridge);
    case 'disk_full':
      return fillDisk(bridge, around.diskFullAnswers);
    case 'disk_slow':
      return slowDisk(around.runFolder);
    case 'clock_step':
      return stepClock(bridge, action.stepMs, {
        bridge: () => dateOf(url),
        own: wallNowMs,
      });
  }
}

/** What a server says the time is, in milliseconds since 1970; to the second. */
async function dateOf(url: string): Promise<number> {
  const signal = AbortSignal.timeout(HEALTH_MS);
  const response = await fetch(new URL('/health', url), { signal }).catch((error: unknown) => {
    if (!signal.aborted) throw error;
    throw new Error(`the bridge did not say what time it is within ${formatDuration(HEALTH_MS)}`);
  });
  await response.arrayBuffer();
  return Date.parse(response.headers.get('date') ?? '');
}
