import type { Machine } from '../src/check.ts';

/** A machine on which waiting takes no time and every look at the clock is a millisecond later. */
export function fastMachine(changes: Partial<Machine> = {}): Machine {
  let nowMs = 0;
  return {
    platform: 'linux',
    nodeVersion: 'v20.19.0',
    cpuCount: 2,
    heapLimitBytes: 2 ** 31,
    cwd: '/',
    resultsDir: '/runs',
    temporaryDir: '/tmp',
    offline: true,
    target: undefined,
    isBridge: true,
    port: 8765,
    nats: undefined,
    postgres: undefined,
    prometheus: undefined,
    key: undefined,
    loadAverage: 0,
    uid: 1000,
    env: {},
    readText: () => undefined,
    nowMs: () => ++nowMs,
    wallClockMs: () => nowMs,
    waitMs: async () => new Promise((resolve) => setTimeout(resolve, 5)),
    exec: async () => undefined,
    findTool: () => undefined,
    installedAtMs: undefined,
    ...changes,
  };
}
