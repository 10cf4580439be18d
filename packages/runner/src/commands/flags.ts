import { SCENARIO_LIMITS } from '@lighthouse/contract';

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
