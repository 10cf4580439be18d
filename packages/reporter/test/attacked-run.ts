import type { Result } from '@lighthouse/contract';
import { distributionOf, evenSamples } from './sample-distribution.ts';
import { sampleResult } from './sample-result.ts';

const AT = (second: number) => sampleResult().series.startMs + second * 1000;

/** Ten seconds with faults of each status, and with liars of whom one was believed. */
export function attackedRun(): Result {
  const base = sampleResult();
  const one = base.series.agents.map(() => 1);
  return sampleResult({
    agentsByBehaviour: {
      honest: base.series.agents.map((all) => all - 2),
      'forge-identity': one,
      replay: one,
    },
    faults: [
      fault({
        id: 'f1',
        kind: 'kill',
        description: 'the bridge is killed, and started again after 1 s',
        startMs: AT(2),
        endMs: AT(3.5),
        availability: 0.25,
        recoveryMs: 600,
        probe: {
          what: 'process of the bridge',
          before: 'running',
          during: 'gone',
          after: 'running',
        },
      }),
      fault({
        id: 'f2',
        kind: 'latency',
        description: '100 ms more on the way down',
        appliesTo: '4 of 10 agents',
        startMs: AT(5),
        endMs: AT(7),
        availability: 1,
        recoveryMs: 0,
        probe: { what: 'round trip', before: '1 ms', during: '101 ms', after: '1 ms' },
      }),
      fault({
        id: 'f3',
        kind: 'clock_step',
        description: 'the clock of the bridge is 1 h ahead',
        status: 'skipped',
        reason: 'faketime is not installed',
      }),
    ],
    phases: [
      phase('before', { startMs: AT(0), endMs: AT(2), ok: 200, fail: 0 }),
      phase('during', { startMs: AT(2), endMs: AT(3.5), ok: 40, fail: 120 }),
      phase('after', { startMs: AT(3.5), endMs: AT(5), ok: 150, fail: 0 }),
    ],
    byzantine: lies(),
    verdict: { value: 'bad', reasons: ['1 of 65 attacks was accepted: forge-identity'] },
    invariants: [
      ...base.invariants,
      { name: 'lies-refused', verdict: 'bad', reason: '1 of 65 attacks was accepted' },
    ],
  });
}

function fault(replaced: Partial<Result['faults'][number]>): Result['faults'][number] {
  return {
    id: 'f',
    kind: 'latency',
    description: '',
    appliesTo: 'the bridge',
    optional: false,
    status: 'injected',
    plannedStart: 0,
    plannedEnd: 0,
    startMs: null,
    endMs: null,
    probe: { what: 'nothing', before: null, during: null, after: null },
    availability: null,
    recoveryMs: null,
    ...replaced,
  };
}

function phase(
  name: Result['phases'][number]['phase'],
  { startMs, endMs, ok, fail }: { startMs: number; endMs: number; ok: number; fail: number },
): Result['phases'][number] {
  return {
    fault: 'f1',
    phase: name,
    startMs,
    endMs,
    counts: { intended: ok + fail, ok, fail, info: 0, dropped: 0 },
    latency: distributionOf(evenSamples(10, (ok + fail) * 10, 10)),
    errors: {},
  };
}

function lies(): Result['byzantine'] {
  return [
    {
      behaviour: 'forge-identity',
      attack: 'name-in-body',
      rows: [1],
      tried: 'a command in the name of another agent',
      expected: 'refused: IDENTITY_MISMATCH',
      attempts: 40,
      refused: 39,
      refusedOtherwise: 0,
      accepted: 1,
      unknown: 0,
      answers: { IDENTITY_MISMATCH: 39, '200': 1 },
      examples: [
        { agent: 'liar-0007', op: 'command', key: 'liar-0007-3', seq: 812, what: 'it was taken' },
      ],
    },
    {
      behaviour: 'replay',
      attack: 'same-nonce',
      rows: [6, 7],
      tried: 'a signed request once more',
      expected: 'refused: REPLAY',
      attempts: 25,
      refused: 25,
      refusedOtherwise: 0,
      accepted: 0,
      unknown: 0,
      answers: { REPLAY: 25 },
      examples: [],
    },
  ];
}
