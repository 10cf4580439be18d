import type { RunFigures, RunToStore } from '../src/stored-run.ts';

export function madeUpFigures(changes: Partial<RunFigures> = {}): RunFigures {
  return {
    scenario: 'small',
    startedAt: '2026-03-04T05:06:07.000Z',
    durationMs: 10_500,
    verdict: 'good',
    host: 'abc123',
    planSha256: '0'.repeat(64),
    targetVersion: '0.1.0',
    agents: 10,
    ok: 1234,
    okPerSecond: 117.5,
    latencyP95: 4.5,
    latencyP99: null,
    errorShare: 0,
    ...changes,
  };
}

export function madeUpRun(
  id: string,
  changes: Partial<Omit<RunToStore, 'figures'>> & { figures?: Partial<RunFigures> } = {},
): RunToStore {
  const { figures, ...rest } = changes;
  return {
    id,
    isFinished: true,
    content: Buffer.from(`{"id":"${id}","text":"\\u0000 ✓"}\n`),
    ...rest,
    figures: madeUpFigures(figures),
  };
}
