import type { Check } from '../check.ts';
import { clockChecks } from './clock.ts';
import { cpuChecks } from './cpu.ts';
import { diskChecks } from './disk.ts';
import { fuseChecks } from './fuse.ts';
import { limitChecks } from './limits.ts';
import { memoryChecks } from './memory.ts';
import { networkChecks } from './network.ts';
import { permissionChecks } from './permissions.ts';
import { runtimeChecks } from './runtime.ts';
import { serviceChecks } from './services.ts';
import { toolChecks } from './tools.ts';

/** Every check of the machine, in the order in which they are shown. The smoke run is the last. */
export const MACHINE_CHECKS: readonly Check[] = [
  ...runtimeChecks,
  ...cpuChecks,
  ...memoryChecks,
  ...diskChecks,
  ...limitChecks,
  ...networkChecks,
  ...clockChecks,
  ...fuseChecks,
  ...serviceChecks,
  ...permissionChecks,
  ...toolChecks,
];
