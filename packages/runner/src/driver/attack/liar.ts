import type { LyingRequest, Step } from '@lighthouse/agent-sim';
import type { Role } from '@lighthouse/contract/api';
import type { NowUs } from '../exchange.ts';
import type { Later } from '../inbox.ts';
import type { RequestSigner } from '../request-signer.ts';
import type { Wire } from '../wire/wire.ts';
import type { Loot } from './loot.ts';
import type { RawConnections, RawEnd } from './raw-connections.ts';

/** What all liars of a thread share. */
export interface AttackSurroundings {
  readonly origin: string;
  readonly raw: RawConnections;
  readonly loot: Loot;
  readonly enrolToken: string;
  /** Undefined where the run may not register a coordinator. */
  readonly coordinatorToken?: string | undefined;
  readonly nowUs: NowUs;
  /** Milliseconds since 1970-01-01T00:00:00Z, for signatures. */
  readonly wallNowMs: () => number;
  readonly later: Later;
  readonly openWire: () => Wire;
}

/** Whoever speaks for a liar. */
export type Hand = Step['by'];

export interface Liar {
  readonly surroundings: AttackSurroundings;
  readonly signer: RequestSigner;
  readonly role: Role;
  /** Sends a request on a connection of its own. */
  readonly send: (request: LyingRequest, signer?: RequestSigner) => Promise<RawEnd>;
  /** The second session of the same identity, once there is one. */
  twin: RequestSigner | undefined;
  /** Agents that it has registered for itself, by name. */
  readonly partners: Map<string, Promise<RequestSigner | undefined>>;
}
