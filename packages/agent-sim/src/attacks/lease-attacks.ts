import type { Attack, Hand, Scene, Step } from './attack.ts';
import { StepWriter } from './scheme.ts';

const TASK_MS = 30_000;
const SHORT_LEASE_MS = 50;
const LONG_LEASE_MS = 20_000;
const SURELY_OVER_MS = 200;
/** The place of the first claim in a scheme: after the making of the task. */
const FIRST_CLAIM = 1;

/** Leases that are over or another's, and rights that were taken away. */
export const LEASE_ATTACKS = {
  'completes-after-takeover': {
    behaviour: 'lease-fraud',
    rows: [21],
    tried: 'completes a task when its lease has run out and another agent has taken it over',
    expected: '409 FENCED',
    right: { refusals: ['FENCED'] },
    draw: (scene) => {
      const work = new Work(scene);
      const before = [
        work.make(SHORT_LEASE_MS),
        work.claim('self'),
        work.claim('partner', SURELY_OVER_MS),
      ] as const;
      return { kind: 'scheme', before, lies: [work.complete('self', FIRST_CLAIM)] };
    },
  },
  'renews-lost-lease': {
    behaviour: 'lease-fraud',
    rows: [21, 22],
    tried: 'renews a lease that has run out',
    expected: '409 FENCED',
    right: { refusals: ['FENCED'] },
    draw: (scene) => {
      const work = new Work(scene);
      const before = [work.make(SHORT_LEASE_MS), work.claim('self')] as const;
      return { kind: 'scheme', before, lies: [work.renew('self', FIRST_CLAIM, SURELY_OVER_MS)] };
    },
  },
  'claims-leased-task': {
    behaviour: 'lease-fraud',
    rows: [21],
    tried: 'claims a task that another agent has a lease on',
    expected: '409 CONFLICT',
    right: { refusals: ['CONFLICT'] },
    draw: (scene) => {
      const work = new Work(scene);
      const before = [work.make(), work.claim('partner')] as const;
      return { kind: 'scheme', before, lies: [work.claim('self')], seen: { status: 'leased' } };
    },
  },
  'claims-at-once': {
    behaviour: 'lease-fraud',
    rows: [11, 21],
    tried: 'claims a task at the same moment as a partner',
    expected: 'one has the lease, the other is answered 409 CONFLICT',
    right: { refusals: ['CONFLICT'] },
    draw: (scene) => {
      const work = new Work(scene);
      const lies = [work.claim('self'), work.claim('partner')];
      const seen = { status: 'leased' } as const;
      return { kind: 'scheme', before: [work.make()], lies, takenMax: 1, seen };
    },
  },
  'uses-lease-of-another': {
    behaviour: 'lease-fraud',
    rows: [21],
    tried: 'renews and completes by the fencing token of another agent',
    expected: '403 FORBIDDEN or 409 FENCED',
    right: { refusals: ['FORBIDDEN', 'FENCED'] },
    draw: (scene) => {
      const work = new Work(scene);
      const before = [work.make(), work.claim('partner')] as const;
      const lies = [work.renew('self', FIRST_CLAIM), work.complete('self', FIRST_CLAIM)];
      return { kind: 'scheme', before, lies, seen: { status: 'leased' } };
    },
  },
  'completes-twice': {
    behaviour: 'lease-fraud',
    rows: [13, 21],
    tried: 'completes a task again, with another result',
    expected: '409 ALREADY_DECIDED or FENCED',
    right: { refusals: ['ALREADY_DECIDED', 'FENCED'] },
    draw: (scene) => {
      const work = new Work(scene);
      const before = [
        work.make(),
        work.claim('self'),
        work.complete('self', FIRST_CLAIM, 'first'),
      ] as const;
      const lies = [work.complete('self', FIRST_CLAIM, 'second')];
      return { kind: 'scheme', before, lies, seen: { status: 'completed' } };
    },
  },
  'uses-ended-session': {
    behaviour: 'come-back',
    rows: [6, 42],
    tried: 'stores an event in a session that it has ended',
    expected: '401 TOKEN_EXPIRED or UNAUTHENTICATED',
    right: { refusals: ['TOKEN_EXPIRED', 'UNAUTHENTICATED'] },
    draw: ({ key }) => ({ kind: 'return', with: 'ended-session', to: 'store', key }),
  },
  'uses-revoked-credential': {
    behaviour: 'come-back',
    rows: [2, 42],
    tried: 'stores an event with the credential of an agent that a coordinator has revoked',
    expected: '401 UNAUTHENTICATED',
    right: { refusals: ['UNAUTHENTICATED'] },
    draw: ({ key }) => ({ kind: 'return', with: 'revoked-credential', to: 'store', key }),
  },
  'joins-again-revoked': {
    behaviour: 'come-back',
    rows: [2, 42],
    tried: 'opens a session with the credential of an agent that a coordinator has revoked',
    expected: '401 UNAUTHENTICATED',
    right: { refusals: ['UNAUTHENTICATED'] },
    draw: ({ key }) => ({ kind: 'return', with: 'revoked-credential', to: 'open-session', key }),
  },
} as const satisfies Readonly<Record<string, Attack>>;

/** Writes what is said about one task, which the liar makes itself. */
class Work {
  readonly #title: string;
  readonly #writer: StepWriter;

  constructor(scene: Scene) {
    this.#title = scene.key;
    this.#writer = new StepWriter(scene);
  }

  make(leaseMs = LONG_LEASE_MS): Step {
    const body = { title: this.#title, content: '', leaseMs, timeoutMs: TASK_MS };
    return this.#writer.step('self', 'task.created', body);
  }

  claim(by: Hand, afterMs = 0): Step {
    return this.#writer.step(by, 'task.claimed', {}, { afterMs });
  }

  renew(by: Hand, fenceOf: number, afterMs = 0): Step {
    return this.#writer.step(by, 'task.renewed', {}, { fenceOf, afterMs });
  }

  complete(by: Hand, fenceOf: number, content = 'done'): Step {
    return this.#writer.step(by, 'task.completed', { content }, { fenceOf });
  }
}
