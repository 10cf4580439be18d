import type { Check } from '../check.ts';
import { clockChecks } from './clock.ts';
import { cpuChecks } from './cpu.ts';
import { diskChecks } from './disk.ts';
import { limitChecks } from './limits.ts';
import { memoryChecks } from './memory.ts';
import { networkChecks } from './network.ts';
import { runtimeChecks } from './runtime.ts';
import { smokeCheck } from './tools.ts';

/** Every check, in the order in which they are shown. The smoke run is the last. */
export const ALL_CHECKS: readonly Check[] = [
  ...runtimeChecks,
  ...cpuChecks,
  ...memoryChecks,
  ...diskChecks,
  ...limitChecks,
  ...networkChecks,
  ...clockChecks,
  smokeCheck,
];

export const SMOKE_ID = smokeCheck.id;
