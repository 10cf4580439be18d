import { formatBytes, formatDuration } from '@lighthouse/cli-kit/format';
import type { FaultAction, NetworkAction } from './planned-fault.ts';

/** Says in one line what a fault does. */
export function describeFault(action: FaultAction, lastsMs: number): string {
  return `${whatOf(action)}${streamOf(action)} for ${formatDuration(lastsMs)}`;
}

function whatOf(action: FaultAction): string {
  switch (action.kind) {
    case 'latency': {
      const jitter = action.jitterMs === 0 ? '' : ` ± ${formatDuration(action.jitterMs)}`;
      return `${formatDuration(action.latencyMs)}${jitter} later`;
    }
    case 'loss':
      return `${percent(action.share)} lost, ${formatDuration(action.stallMs)} until it is sent again`;
    case 'bandwidth':
      return `at most ${action.bytesPerSecond / 1000} KB/s a connection`;
    case 'slicer':
      return `pieces of ${action.averageSize} ± ${action.sizeVariation} bytes, ${formatDuration(action.delayMs)} apart`;
    case 'slow_close':
      return `connections end ${formatDuration(action.delayMs)} late`;
    case 'timeout':
      return `nothing gets through${ending(action.timeoutMs)}`;
    case 'reset_peer':
      return `connections are reset${action.timeoutMs === 0 ? '' : ` after ${formatDuration(action.timeoutMs)}`}`;
    case 'limit_data':
      return `connections end after ${action.bytes} bytes`;
    case 'duplicate':
      return `${percent(action.share)} of the requests arrive twice`;
    case 'down':
      return 'connections end, new ones are refused';
    case 'partition':
      return `partition (${action.split})`;
    case 'kill':
      return 'killed, not started again';
    case 'pause':
      return 'stopped (SIGSTOP)';
    case 'disk_full':
      return 'the log cannot grow';
    case 'disk_slow':
      return 'the disk is slow';
    case 'clock_step':
      return `the clock is ${formatDuration(Math.abs(action.stepMs))} ${action.stepMs < 0 ? 'behind' : 'ahead'}`;
    case 'cpu_pressure':
      return `${action.burners} processes want the CPUs`;
    case 'memory_pressure':
      return `${action.megabytes} MB of memory held`;
    case 'corrupt':
      return `${formatBytes(action.bytes)} of a closed segment turned over`;
  }
}

function ending(timeoutMs: number): string {
  return timeoutMs === 0 ? '' : `, connections end after ${formatDuration(timeoutMs)}`;
}

function streamOf(action: FaultAction): string {
  if (!('stream' in action)) return '';
  const share = action.toxicity === 1 ? '' : ` on ${percent(action.toxicity)} of the connections`;
  return action.stream === 'both' ? `${share}, both ways` : `, ${action.stream}${share}`;
}

/** Says who a fault applies to. */
export function describeAgents(
  { agents }: NetworkAction,
  of: { readonly affected: string; readonly all: string },
): string {
  const words = [agents.behaviour, agents.role].filter((word) => word !== undefined);
  const group = agents.group === undefined ? '' : ` of group ${agents.group}`;
  const who = words.length === 0 && group === '' ? 'agents' : `agents (${words.join(' ')}${group})`;
  return of.affected === of.all ? `all ${of.all} agents` : `${of.affected} of ${of.all} ${who}`;
}

function percent(share: number): string {
  return `${Number((share * 100).toFixed(2))} %`;
}
