import type { Role } from '@lighthouse/contract/api';
import type { RequestSigner } from '../request-signer.ts';
import { Attacker } from './attacker.ts';
import type { AttackSurroundings } from './liar.ts';
import { Loot, type TakenStatement } from './loot.ts';
import { RawConnections } from './raw-connections.ts';

/** The liars of a thread, and what they share. Loaded only for runs that have some. */
export class Attackers {
  readonly #surroundings: AttackSurroundings;

  constructor(options: Omit<AttackSurroundings, 'raw' | 'loot'> & { readonly timeoutUs: number }) {
    const { origin, nowUs, timeoutUs } = options;
    const raw = new RawConnections({ origin, nowUs, timeoutMs: timeoutUs / 1000 });
    this.#surroundings = { ...options, raw, loot: new Loot() };
  }

  attackerFor({ signer, role }: { readonly signer: RequestSigner; readonly role: Role }): Attacker {
    return new Attacker(this.#surroundings, signer, role);
  }

  /** Hears every command that was acknowledged, as it was sent. */
  overhear(taken: TakenStatement): void {
    this.#surroundings.loot.takeStatement(taken);
  }

  giveUpAll(failure: string): void {
    this.#surroundings.raw.giveUpAll(failure);
  }
}
