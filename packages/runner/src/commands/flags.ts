import { SCENARIO_LIMITS } from '@lighthouse/contract';

export const WORKERS_FLAG = {
  type: 'integer',
  min: 1,
  max: 256,
  placeholder: 'number',
  describe: 'threads that generate load; three quarters of the CPUs when left out',
} as const;

/** Of `lh-run sweep`. */
export const SWEEP_FLAGS = {
  liars: {
    type: 'text',
    default: '0..50%',
    placeholder: 'shares',
    describe: 'shares of liars, each a run: a range of six, or a list such as 0,10%,33%',
  },
  workers: WORKERS_FLAG,
} as const;

/** What changes a scenario: of `lh-run <scenario>` and `lh-run plan`. */
export const SCENARIO_FLAGS = {
  agents: {
    type: 'integer',
    min: 1,
    max: SCENARIO_LIMITS.agentsMax,
    placeholder: 'number',
    describe: 'agents in all; the groups keep their proportions',
  },
  duration: {
    type: 'text',
    placeholder: '30s',
    describe: "how long to hold the load, instead of the scenario's load.hold",
  },
  rate: { type: 'text', placeholder: '5/s', describe: 'of each agent that has a rate' },
  target: {
    type: 'text',
    placeholder: 'embedded or URL',
    describe: 'a bridge of its own, or one that is running',
  },
} as const;

/** What a target that is not embedded is known by. */
export const RUNNING_TARGET_FLAGS = {
  enrolTokenFile: {
    type: 'text',
    placeholder: 'file',
    describe: 'token that lets agents join a target that is running',
  },
  log: {
    type: 'text',
    placeholder: 'folder',
    describe: 'the log of such a target, to audit it',
  },
  key: { type: 'text', placeholder: 'file', describe: 'the key ring of that log' },
} as const;
