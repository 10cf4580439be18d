/**
 * How agents behave. All but the honest ones lie in one way; what each of them tries, and the right
 * answer to it, is in docs/byzantine.md and in the attacks of agent-sim.
 */
export const BEHAVIOURS = {
  honest: 'does what it says',
  'forge-identity': 'speaks in the name of another agent',
  'wrong-signature': 'signs with another secret, for another log, or not exactly',
  'unknown-credential': 'signs as an agent or with a credential that is not registered',
  'wrong-time': 'signs long ago or in the future',
  replay: 'sends again what it or another sent, as it was or altered',
  'replay-after-restart': 'keeps what was sent before the server restarted and sends it after',
  'idempotency-conflict': 'uses a key again for something else',
  equivocate: 'says two different things in the same place at the same moment',
  twins: 'is two agents with one identity that contradict each other',
  'vote-fraud': 'votes twice, late, unasked, and with partners against the quorum',
  'lease-fraud': 'works by leases that are over or another’s',
  'come-back': 'uses a session that is ended, or the credential of a revoked agent',
  'stale-version': 'lies about places in the log',
  'escalate-role': 'asks for rights that its role does not have',
  'reserved-types': "stores events of the server's own types",
  'out-of-scope': 'reads and answers what is not its own',
  'forge-fields': 'names the place, id or time of its own events',
  flood: 'sends more than an agent may',
  oversize: 'sends bodies that are too long, compressed or of another type',
  'deep-json': 'sends bodies that are nested too deep or hold too much',
  'malformed-json': 'sends bodies that are no JSON',
  pollute: 'sends bodies and queries that name prototypes',
  'bad-names': 'gives names and keys that are none',
  garbage: 'sends what is not HTTP',
  smuggle: 'sends heads that can be read in two ways',
  slowloris: 'sends a request that never ends',
  hoard: 'opens more streams than an agent may',
  silent: 'joins and never says anything',
  conflicting: 'contradicts itself in every way there is',
  selfish: 'takes more than its share, and answers nobody',
  malicious: 'all of the above that can be answered, in turn',
  random: 'sends requests that mean nothing',
} as const;

export type BehaviourName = keyof typeof BEHAVIOURS;

/** How the operations of a group are tagged: agents with several behaviours are `mixed`. */
export type BehaviourTag = BehaviourName | 'mixed';
export const BEHAVIOUR_TAGS: readonly BehaviourTag[] = [
  ...(Object.keys(BEHAVIOURS) as BehaviourName[]),
  'mixed',
];

/** Gives the tag of a group of a scenario. */
export function behaviourTagOf(group: {
  readonly behaviour?: BehaviourName | readonly BehaviourName[] | undefined;
}): BehaviourTag {
  const names = [group.behaviour ?? 'honest'].flat();
  return names.length === 1 ? (names[0] ?? 'honest') : 'mixed';
}
