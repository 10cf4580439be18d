import { BEHAVIOURS } from '@lighthouse/contract/behaviours';
import type { BehaviourName } from '@lighthouse/contract/behaviours';
import type { Role } from '@lighthouse/contract/api';
import type { Attack } from './attack.ts';
import { BODY_ATTACKS } from './body-attacks.ts';
import { IDENTITY_ATTACKS } from './identity-attacks.ts';
import { LEASE_ATTACKS } from './lease-attacks.ts';
import { REVIEW_ATTACKS } from './review-attacks.ts';
import { SCOPE_ATTACKS } from './scope-attacks.ts';
import { STATEMENT_ATTACKS } from './statement-attacks.ts';
import { TRANSPORT_ATTACKS } from './transport-attacks.ts';
import { VOTE_ATTACKS } from './vote-attacks.ts';

/** Every attack that there is, by its name. */
export const ATTACKS = {
  ...IDENTITY_ATTACKS,
  ...STATEMENT_ATTACKS,
  ...SCOPE_ATTACKS,
  ...REVIEW_ATTACKS,
  ...VOTE_ATTACKS,
  ...LEASE_ATTACKS,
  ...BODY_ATTACKS,
  ...TRANSPORT_ATTACKS,
} as const satisfies Readonly<Record<string, Attack>>;

export type AttackName = keyof typeof ATTACKS;

/** Behaviours that are several others in one. */
const MIXES: Readonly<Partial<Record<BehaviourName, readonly BehaviourName[]>>> = {
  conflicting: ['equivocate', 'idempotency-conflict', 'twins'],
  selfish: ['flood', 'hoard', 'silent'],
  malicious: (Object.keys(BEHAVIOURS) as BehaviourName[]).filter((name) => !isLeftOut(name)),
};

/** Takes the whole time of a run, answers to nobody, or is itself a mix. */
function isLeftOut(name: BehaviourName): boolean {
  const apart: readonly BehaviourName[] = ['honest', 'silent', 'slowloris', 'flood'];
  return [...apart, 'conflicting', 'selfish', 'malicious'].includes(name);
}

/** The behaviours that an agent has that was given these: mixes are taken apart. */
export function behavioursOf(names: readonly BehaviourName[]): ReadonlySet<BehaviourName> {
  return new Set(names.flatMap((name) => MIXES[name] ?? [name]));
}

/** The attacks that an agent of this role plays of its own accord, in the order of the list. */
export function attacksOf(names: readonly BehaviourName[], role: Role): AttackName[] {
  const behaviours = behavioursOf(names);
  return (Object.keys(ATTACKS) as AttackName[]).filter((name) => {
    const attack: Attack = ATTACKS[name];
    const isPlayed = attack.draw !== undefined && behaviours.has(attack.behaviour);
    return isPlayed && (attack.role === undefined || attack.role === role);
  });
}
