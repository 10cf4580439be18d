import { API_PATHS } from '@lighthouse/contract/api-paths';
import type { Attack } from './attack.ts';
import { event, note, pick } from './draw.ts';

const NOT_KNOWN = ['UNAUTHENTICATED'];
const SECOND_MS = 1000;

/** Lies about who sends a request, and when. */
export const IDENTITY_ATTACKS = {
  'names-another': {
    behaviour: 'forge-identity',
    rows: [1],
    tried: 'stores an event whose body names another agent',
    expected: '403 IDENTITY_MISMATCH',
    right: { refusals: ['IDENTITY_MISMATCH'] },
    draw: (scene) => {
      const member = pick(scene.random, ['agent', 'agentId', 'agent_id']);
      return event(scene, { body: note(scene, { [member]: scene.victim.name }) });
    },
  },
  'signs-as-another': {
    behaviour: 'forge-identity',
    rows: [2, 3],
    tried: "signs with its own secret in another agent's name",
    expected: '401 UNAUTHENTICATED',
    right: { refusals: NOT_KNOWN },
    draw: (scene) => event(scene, { signed: { agent: scene.victim.name } }),
  },
  'invents-session': {
    behaviour: 'forge-identity',
    rows: [5, 6],
    tried: 'names a session that nobody opened',
    expected: '401 TOKEN_EXPIRED or UNAUTHENTICATED',
    right: { refusals: ['TOKEN_EXPIRED', 'UNAUTHENTICATED'] },
    draw: (scene) => event(scene, { signed: { session: `s-${scene.random.uint32()}` } }),
  },
  'alters-mac': {
    behaviour: 'wrong-signature',
    rows: [3],
    tried: 'alters the MAC of its signature, cuts it, lengthens it, leaves it out',
    expected: '401 UNAUTHENTICATED',
    right: { refusals: NOT_KNOWN },
    draw: (scene) => {
      const mac = pick(scene.random, [
        'altered',
        'short',
        'long',
        'not-base64url',
        'missing',
        'doubled',
      ]);
      return event(scene, { signed: { mac } });
    },
  },
  'signs-with-other-secret': {
    behaviour: 'wrong-signature',
    rows: [3],
    tried: 'signs with a secret that it was not given',
    expected: '401 UNAUTHENTICATED',
    right: { refusals: NOT_KNOWN },
    draw: (scene) => event(scene, { signed: { secret: 'other' } }),
  },
  'signs-for-other-log': {
    behaviour: 'wrong-signature',
    rows: [10],
    tried: "sends what was signed for another server's log",
    expected: '401 UNAUTHENTICATED',
    right: { refusals: NOT_KNOWN },
    draw: (scene) => event(scene, { signed: { logId: 'other' } }),
  },
  'does-not-sign': {
    behaviour: 'wrong-signature',
    rows: [3, 24],
    tried: 'leaves the signature out',
    expected: '401 UNAUTHENTICATED',
    right: { refusals: NOT_KNOWN },
    draw: (scene) => event(scene, { signed: 'not' }),
  },
  'is-not-registered': {
    behaviour: 'unknown-credential',
    rows: [2],
    tried: 'signs as an agent that was never registered',
    expected: '401 UNAUTHENTICATED, as for a bad signature',
    right: { refusals: NOT_KNOWN },
    draw: (scene) => event(scene, { signed: { agent: `nobody-${scene.random.uint32()}` } }),
  },
  'has-another-credential': {
    behaviour: 'unknown-credential',
    rows: [2],
    tried: 'names a credential that it was not given',
    expected: '401 UNAUTHENTICATED, as for a bad signature',
    right: { refusals: NOT_KNOWN },
    draw: (scene) => event(scene, { signed: { credentialBy: 1 + scene.random.below(1000) } }),
  },
  'signed-long-ago': {
    behaviour: 'wrong-time',
    rows: [5],
    tried: 'signs more than a minute ago',
    expected: '401 TOKEN_EXPIRED',
    right: { refusals: ['TOKEN_EXPIRED'] },
    draw: (scene) => event(scene, { signed: { timeByMs: -offMs(scene.random.below(86_400)) } }),
  },
  'signed-in-the-future': {
    behaviour: 'wrong-time',
    rows: [5],
    tried: 'signs more than a minute ahead',
    expected: '401 TOKEN_EXPIRED',
    right: { refusals: ['TOKEN_EXPIRED'] },
    draw: (scene) => event(scene, { signed: { timeByMs: offMs(scene.random.below(86_400)) } }),
  },
  'takes-a-name': {
    behaviour: 'escalate-role',
    rows: [41],
    tried: 'registers under the name of an agent that is there',
    expected: '409 CONFLICT',
    right: { refusals: ['CONFLICT'] },
    draw: ({ victim }) => enrol({ agent: victim.name, role: victim.role }, 'by-token'),
  },
  'registers-as-admin': {
    behaviour: 'escalate-role',
    rows: [41],
    tried: 'registers an agent with a role that there is not',
    expected: '400 BAD_REQUEST',
    right: { refusals: ['BAD_REQUEST'] },
    draw: ({ key }) => enrol({ agent: `${key}.admin`, role: 'admin' }, 'by-token'),
  },
  'registers-without-token': {
    behaviour: 'escalate-role',
    rows: [15],
    tried: 'registers a further agent with a token that is none',
    expected: '401 UNAUTHENTICATED',
    right: { refusals: NOT_KNOWN },
    draw: ({ key, self }) => enrol({ agent: `${key}.sybil`, role: self.role }, 'by-wrong-token'),
  },
} as const satisfies Readonly<Record<string, Attack>>;

/** Beyond what clocks may differ by, and beyond any doubt. */
function offMs(seconds: number): number {
  return (65 + seconds) * SECOND_MS;
}

function enrol(body: object, signed: 'by-token' | 'by-wrong-token') {
  return {
    kind: 'request',
    request: {
      method: 'POST',
      path: API_PATHS.agents,
      key: '',
      body: JSON.stringify(body),
      signed,
    },
  } as const;
}
