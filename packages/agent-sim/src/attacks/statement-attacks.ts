import { API_PATHS } from '@lighthouse/contract/api-paths';
import type { Attack, Rivals, Scene } from './attack.ts';
import { event, note, pick } from './draw.ts';

const OWN_STATEMENT = { kind: 'replay', of: 'own-statement' } as const;
const AGAIN = ['REPLAY', 'TOKEN_EXPIRED'];

/** Says things twice, in two ways, or in words that are the server's. */
export const STATEMENT_ATTACKS = {
  'repeats-query': {
    behaviour: 'replay',
    rows: [6],
    tried: 'sends one of its queries again, byte for byte',
    expected: '409 REPLAY',
    right: { refusals: AGAIN },
    draw: () => ({ kind: 'replay', of: 'own-query' }),
  },
  'repeats-statement': {
    behaviour: 'replay',
    rows: [7],
    tried: 'sends a statement again, byte for byte',
    expected: 'the first answer with its receipt, and nothing new in the log',
    right: { refusals: AGAIN, fine: 'first-answer' },
    draw: () => OWN_STATEMENT,
  },
  'repeats-stolen': {
    behaviour: 'replay',
    rows: [6, 7],
    tried: "sends an honest agent's statement again, from a connection of its own",
    expected: 'the first answer with its receipt, and nothing new in the log',
    right: { refusals: [...AGAIN, 'UNAUTHENTICATED'], fine: 'first-answer' },
    draw: () => ({ kind: 'replay', of: 'stolen-statement' }),
  },
  'alters-stolen': {
    behaviour: 'replay',
    rows: [6],
    tried: "alters body, path or key of an honest agent's signed request",
    expected: '401 UNAUTHENTICATED',
    right: { refusals: ['UNAUTHENTICATED'] },
    draw: ({ random }) => ({
      kind: 'replay',
      of: 'stolen-statement',
      alter: pick(random, ['body', 'path', 'key']),
    }),
  },
  'repeats-query-after-restart': {
    behaviour: 'replay-after-restart',
    rows: [9],
    tried: 'sends a query again that the server answered before it restarted',
    expected: '401 TOKEN_EXPIRED or 409 REPLAY',
    right: { refusals: AGAIN },
    draw: () => ({ kind: 'replay', of: 'own-query', isAcrossRestart: true }),
  },
  'repeats-statement-after-restart': {
    behaviour: 'replay-after-restart',
    rows: [9],
    tried: 'sends a statement again that the server took before it restarted',
    expected: 'the first answer with its receipt, and nothing new in the log',
    right: { refusals: AGAIN, fine: 'first-answer' },
    draw: () => ({ ...OWN_STATEMENT, isAcrossRestart: true }),
  },
  'reuses-key': {
    behaviour: 'idempotency-conflict',
    rows: [8],
    tried: 'signs other content under a key that stands for something else',
    expected: '409 IDEMPOTENCY_CONFLICT',
    right: { refusals: ['IDEMPOTENCY_CONFLICT'] },
    draw: ({ key }) => ({ ...OWN_STATEMENT, content: `something else, ${key}` }),
  },
  'says-two-things': {
    behaviour: 'equivocate',
    rows: [8, 11],
    tried: 'signs two contents under one key and sends both at once',
    expected: 'one is taken, the other is answered 409 IDEMPOTENCY_CONFLICT',
    right: { refusals: ['IDEMPOTENCY_CONFLICT'] },
    draw: (scene) => twoNotes(scene, 'one-session'),
  },
  'twin-says-otherwise': {
    behaviour: 'twins',
    rows: [11],
    tried: 'says one thing in one session and another in a second one, under one key',
    expected: 'one is taken, the other is answered 409 IDEMPOTENCY_CONFLICT',
    right: { refusals: ['IDEMPOTENCY_CONFLICT'] },
    draw: (scene) => twoNotes(scene, 'twins'),
  },
  'stores-system-type': {
    behaviour: 'reserved-types',
    rows: [32],
    tried: "stores an event of a type that is the server's own",
    expected: '403 FORBIDDEN',
    right: { refusals: ['FORBIDDEN'] },
    draw: (scene) => {
      const type = pick(scene.random, [
        '$agent_registered',
        '$agent_revoked',
        'agent_registered',
        'key_rotated',
        'command.allowed',
        'review.answered',
        'session.opened',
      ]);
      return event(scene, { body: note(scene, { type }) });
    },
  },
  'names-its-place': {
    behaviour: 'forge-fields',
    rows: [43],
    tried: 'gives its event a sequence number, an id or a time of its own',
    expected: '400 BAD_REQUEST, or stored as if it had said nothing',
    right: { refusals: ['BAD_REQUEST'], fine: 'as-ignored' },
    draw: (scene) => {
      const member = pick(scene.random, ['seq', 'id', 'timestamp', 'version', 'nonce']);
      return event(scene, { body: note(scene, { [member]: 1 }) });
    },
  },
} as const satisfies Readonly<Record<string, Attack>>;

function twoNotes(scene: Scene, from: Rivals['from']): Rivals {
  const statement = (content: string) => ({
    op: 'event' as const,
    path: API_PATHS.events,
    key: scene.key,
    number: scene.number,
    body: note(scene, { content }),
  });
  const { key } = scene;
  return {
    kind: 'rivals',
    from,
    statements: [statement(`yes, says ${key}`), statement(`no, says ${key}`)],
  };
}
