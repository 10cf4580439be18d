export { countCpus, effectiveCpus, workersFor } from './effective-cpus.ts';
export { readLimit, readPidsLimit } from './limits.ts';
export { readMemory } from './memory.ts';
export { readProcessUse, readThreadCpuMs } from './process-use.ts';
export { readTextFile } from './read-text.ts';
export type { Limit } from './limits.ts';
export type { Memory } from './memory.ts';
export type { ProcessUse } from './process-use.ts';
export type { ReadText } from './read-text.ts';
