import type { NetworkAction } from '../faults/planned-fault.ts';
import type { ThreadFailure } from '../run/thread-messages.ts';
import type { Address } from './lane.ts';
import type { ToxicCounts } from './toxic.ts';

/** What the thread of the proxy is to do, given to it when it is made. */
export interface ProxyTask {
  readonly role: 'proxy';
  readonly target: Address;
  readonly laneCount: number;
  readonly isTapped: boolean;
}

export type ProxyRequest =
  | {
      readonly kind: 'inject';
      readonly fault: {
        readonly id: string;
        readonly action: NetworkAction;
        readonly seed: number;
      };
      readonly lanes: readonly number[];
    }
  | { readonly kind: 'heal' | 'counts'; readonly id: string }
  | { readonly kind: 'close' };

/** To the proxy; every one is answered under its number. */
export type ToProxy = ProxyRequest & { readonly number: number };

export type FromProxy =
  | { readonly kind: 'ready'; readonly ports: readonly number[] }
  | { readonly kind: 'done'; readonly number: number; readonly counts: ToxicCounts }
  | {
      readonly kind: 'failed';
      readonly number: number | undefined;
      readonly failure: ThreadFailure;
    };
