import { API_PATHS } from '@lighthouse/contract/api-paths';
import type { Attack, LyingRequest, Trick } from './attack.ts';
import { pick, query } from './draw.ts';

/** Reads, answers and asks for what is not its own; lies about places in the log. */
export const SCOPE_ATTACKS = {
  'reads-stream-of-another': {
    behaviour: 'out-of-scope',
    rows: [33, 34],
    tried: "reads another agent's stream",
    expected: '404 NOT_FOUND, whether it exists or not',
    right: { refusals: ['NOT_FOUND'], fine: 'own-events' },
    draw: ({ random, victim }) => {
      const filter = pick(random, ['stream', 'agent']);
      return query(`${API_PATHS.events}?${filter}=${encodeURIComponent(victim.name)}`);
    },
  },
  'reads-system-stream': {
    behaviour: 'out-of-scope',
    rows: [33, 45],
    tried: "reads the server's own stream",
    expected: '400 BAD_REQUEST or 404 NOT_FOUND',
    right: { refusals: ['BAD_REQUEST', 'NOT_FOUND'], fine: 'own-events' },
    draw: ({ random }) => {
      const stream = pick(random, ['%24agents', '%24audit', '%24log']);
      return query(`${API_PATHS.events}?stream=${stream}`);
    },
  },
  'reads-everything': {
    behaviour: 'out-of-scope',
    rows: [34],
    tried: 'reads from the beginning without a filter',
    expected: 'its own events, and no others',
    right: { refusals: [], fine: 'own-events' },
    draw: () => query(`${API_PATHS.events}?after=0&limit=1000`),
  },
  'reviews-unasked': {
    behaviour: 'out-of-scope',
    rows: [14, 21],
    tried: 'answers a review that it was not asked for',
    expected: '403 FORBIDDEN or 404 NOT_FOUND',
    right: { refusals: ['FORBIDDEN', 'NOT_FOUND'] },
    draw: ({ random, key }) =>
      statement(key, {
        path: `${API_PATHS.reviews}/c-${random.uint32()}`,
        body: JSON.stringify({ verdict: 'approve', reason: '' }),
      }),
  },
  'commands-as-expert': {
    behaviour: 'escalate-role',
    rows: [33],
    role: 'expert',
    tried: 'submits a command, which its role may not',
    expected: '403 FORBIDDEN',
    right: { refusals: ['FORBIDDEN'] },
    draw: ({ key }) =>
      statement(key, {
        path: API_PATHS.commands,
        body: JSON.stringify({ action: 'file.read', target: key, steps: [], content: '' }),
      }),
  },
  'asks-for-role': {
    behaviour: 'escalate-role',
    rows: [4],
    tried: 'asks for the role of a coordinator when it opens a session',
    expected: 'the role that it was registered with, or 400 BAD_REQUEST',
    right: { refusals: ['BAD_REQUEST'], fine: 'own-role' },
    draw: () => ({
      kind: 'request',
      request: {
        method: 'POST',
        path: API_PATHS.sessions,
        key: '',
        body: JSON.stringify({ role: 'coordinator' }),
        signed: { session: '-' },
        leaves: 'session',
      },
    }),
  },
  'revokes-another': {
    behaviour: 'escalate-role',
    rows: [41],
    tried: 'revokes another agent',
    expected: '403 FORBIDDEN',
    right: { refusals: ['FORBIDDEN'] },
    draw: ({ victim }) => ({
      kind: 'request',
      request: {
        method: 'DELETE',
        path: `${API_PATHS.agents}/${encodeURIComponent(victim.name)}`,
        key: '',
        body: '',
        signed: {},
      },
    }),
  },
  'names-odd-place': {
    behaviour: 'stale-version',
    rows: [20],
    tried: 'reads on from a place that is no number, negative, or beyond 2^64',
    expected: '400 BAD_REQUEST',
    right: { refusals: ['BAD_REQUEST'], isAfterFailure: true },
    draw: ({ random }) => {
      const place = pick(random, ['-1', '1.5', 'x', '0x10', '1e3', '18446744073709551616']);
      const name = pick(random, ['after', 'limit']);
      return query(`${API_PATHS.events}?${name}=${place}`);
    },
  },
  'has-seen-the-future': {
    behaviour: 'stale-version',
    rows: [20],
    tried: 'resumes its inbox after an event that is not there yet',
    expected: '400 BAD_REQUEST',
    right: { refusals: ['BAD_REQUEST'] },
    draw: () => query(API_PATHS.inbox, { 'last-event-id': '9000000000000' }),
  },
  'opens-many-streams': {
    behaviour: 'hoard',
    rows: [36],
    tried: 'opens a dozen inbox streams at once',
    expected: '429 TOO_MANY_REQUESTS for those above a few',
    right: { refusals: ['TOO_MANY_REQUESTS'] },
    draw: () => ({ kind: 'hoard', count: 12 }),
  },
  floods: {
    behaviour: 'flood',
    rows: [23],
    tried: 'sends 2,500 requests at once',
    expected: '429 TOO_MANY_REQUESTS for what is above 1,000 a second',
    right: { refusals: ['TOO_MANY_REQUESTS'] },
    draw: () => ({ kind: 'flood', count: 2500 }),
  },
} as const satisfies Readonly<Record<string, Attack>>;

function statement(key: string, of: Pick<LyingRequest, 'path' | 'body'>): Trick {
  return {
    kind: 'request',
    request: { method: 'POST', key, signed: {}, leaves: 'statement', ...of },
  };
}
