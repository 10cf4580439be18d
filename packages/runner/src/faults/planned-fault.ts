import type { FaultAgents, PARTITIONS, STREAMS } from '@lighthouse/contract/fault';

/** A fault of a plan: resolved to the last default, and the same for the same seed. */
export interface PlannedFault {
  readonly id: string;
  /** Since the start of the load. */
  readonly atUs: number;
  readonly endUs: number;
  readonly optional: boolean;
  /** 0 to 2^32 - 1: what follows from chance in this fault follows from this. */
  readonly seed: number;
  readonly action: FaultAction;
}

export type FaultAction = NetworkAction | BridgeAction | MachineAction;
export type Stream = (typeof STREAMS)[number];
export type Split = (typeof PARTITIONS)[number];

/** What is done to connections of some agents. */
export type NetworkAction = { readonly agents: FaultAgents } & (
  ToxicAction | { readonly kind: 'partition'; readonly split: Split }
);

export type ToxicAction =
  | (Streamed & { readonly kind: 'latency'; readonly latencyMs: number; readonly jitterMs: number })
  | (Streamed & { readonly kind: 'loss'; readonly share: number; readonly stallMs: number })
  | (Streamed & { readonly kind: 'bandwidth'; readonly bytesPerSecond: number })
  | (Streamed & {
      readonly kind: 'slicer';
      readonly averageSize: number;
      readonly sizeVariation: number;
      readonly delayMs: number;
    })
  | (Streamed & { readonly kind: 'slow_close'; readonly delayMs: number })
  | (Streamed & { readonly kind: 'timeout' | 'reset_peer'; readonly timeoutMs: number })
  | (Streamed & { readonly kind: 'limit_data'; readonly bytes: number })
  | { readonly kind: 'duplicate'; readonly share: number }
  | { readonly kind: 'down' };

interface Streamed {
  readonly stream: Stream;
  readonly toxicity: number;
}

/** What is done to the bridge of the run. */
export type BridgeAction =
  | { readonly kind: 'kill' | 'pause' | 'disk_full' | 'disk_slow' }
  | { readonly kind: 'clock_step'; readonly stepMs: number }
  | { readonly kind: 'corrupt'; readonly bytes: number; readonly segmentBytes: number };

/** What is done to the machine. */
export type MachineAction =
  | { readonly kind: 'cpu_pressure'; readonly burners: number }
  | { readonly kind: 'memory_pressure'; readonly megabytes: number };

/** Whether a fault is done to connections. */
export function isOnNetwork(action: FaultAction): action is NetworkAction {
  return 'agents' in action;
}
