import { RESULTS_FLAGS } from '@lighthouse/results-store/address';
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

const CAPACITY_MAX = 1_000_000;

/** Of `lh-run capacity`. */
export const CAPACITY_FLAGS = {
  slo: {
    type: 'text',
    default: 'p(99)<100ms',
    placeholder: 'limits',
    describe: "what must hold; several as 'latency{op:review}: p(95) < 1s; errors: rate < 0.1%'",
  },
  by: {
    type: 'text',
    choices: ['agents', 'rate'],
    default: 'agents',
    describe: 'what is raised: the agents, or the commands a second of those there are',
  },
  step: {
    type: 'text',
    default: '5s',
    placeholder: 'duration',
    describe: 'how long each load is held; longer where a percentile needs more samples',
  },
  precision: {
    type: 'text',
    default: '5%',
    placeholder: 'share',
    describe: 'how narrow the answer is to be',
  },
  max: {
    type: 'integer',
    min: 1,
    max: CAPACITY_MAX,
    placeholder: 'number',
    describe: 'no more than this is tried',
  },
  atLeast: {
    type: 'integer',
    min: 1,
    max: CAPACITY_MAX,
    placeholder: 'number',
    describe: 'exit with 1 when it holds less',
  },
  target: {
    type: 'text',
    placeholder: 'embedded or URL',
    describe: 'a bridge of its own for each step, or one that is running',
  },
  enrolTokenFile: {
    type: 'text',
    placeholder: 'file',
    describe: 'token that lets agents join a target that is running',
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
    describe: 'a bridge of its own, or one that is running; of an http scenario, its server',
  },
  ca: {
    type: 'text',
    placeholder: 'file',
    describe: 'certificates (PEM) of those who may vouch for the target',
  },
  insecure: { type: 'boolean', describe: 'take any certificate of the target; the result says so' },
} as const;

/** What a target that is not embedded is known by. */
const RUNNING_TARGET_FLAGS = {
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

/** What lets others look on while a run goes on. */
const OBSERVER_FLAGS = {
  dashboard: {
    type: 'text',
    bare: '127.0.0.1:0',
    placeholder: '[address:]port',
    describe: 'show the run on a page while it goes on; loopback only, any port when alone',
  },
  metricsPort: {
    type: 'text',
    placeholder: '[address:]port',
    describe: 'answer Prometheus under /metrics while the run goes on',
  },
  stream: {
    type: 'list',
    placeholder: 'format=file',
    describe: 'write each second into a file as it goes: ndjson=points.ndjson or csv=points.csv',
  },
  otlp: {
    type: 'text',
    placeholder: 'URL',
    describe: 'send metrics to an OTLP/HTTP receiver; /v1/metrics is added to a bare address',
  },
} as const;

/** Of `lh-run <scenario>` alone. */
export const RUN_FLAGS = {
  out: {
    type: 'text',
    placeholder: 'folder',
    describe: 'where to write the run; runs/<time>-<name> when left out',
  },
  workers: WORKERS_FLAG,
  shard: {
    type: 'text',
    placeholder: 'number/of',
    describe:
      'run every fourth agent from the second on, as in 2/4; lh-report merge joins the results',
  },
  ...RUNNING_TARGET_FLAGS,
  ...OBSERVER_FLAGS,
  ...RESULTS_FLAGS,
  noReport: { type: 'boolean', describe: 'write no HTML report' },
  dryRun: { type: 'boolean', describe: 'show what would be done, and start nothing' },
} as const;

/** Of `lh-run suite`. */
export const SUITE_FLAGS = {
  tags: {
    type: 'text',
    placeholder: 'load,chaos',
    describe: 'only scenarios with one of these tags',
  },
  notTags: { type: 'text', placeholder: 'slow', describe: 'none with one of these tags' },
  jobs: {
    type: 'text',
    placeholder: 'auto or number',
    default: 'auto',
    describe: 'runs side by side; auto runs alone what measures times or rates',
  },
  out: {
    type: 'text',
    placeholder: 'folder',
    describe: 'where to write the runs; runs/<time>-suite when left out',
  },
  junit: { type: 'text', placeholder: 'file', describe: 'a test case for each scenario' },
  enrolTokenFile: {
    type: 'text',
    placeholder: 'file',
    describe: 'token for the targets that are running',
  },
  ...RESULTS_FLAGS,
  noReport: { type: 'boolean', describe: 'write no HTML reports' },
} as const;

/** Of `lh-run filesystem`. */
export const FILESYSTEM_FLAGS = {
  path: {
    type: 'text',
    default: '.',
    placeholder: 'folder',
    describe: 'where to measure: a mount, or any folder of the file system',
  },
  workers: {
    type: 'integer',
    min: 1,
    max: 256,
    default: 4,
    placeholder: 'number',
    describe: 'threads that work on files at once',
  },
  size: {
    type: 'integer',
    min: 1,
    max: 67_108_864,
    default: 4096,
    placeholder: 'bytes',
    describe: 'of each file',
  },
  duration: {
    type: 'text',
    default: '10s',
    placeholder: 'duration',
    describe: 'how long to measure',
  },
  meanMax: {
    type: 'text',
    default: '5ms',
    placeholder: 'duration',
    describe: 'what no operation may exceed on average',
  },
  p95Max: {
    type: 'text',
    default: '10ms',
    placeholder: 'duration',
    describe: 'what no operation may exceed at p95',
  },
} as const;

/** Of `lh-run <scenario>`. */
export const RUN_EXAMPLES = [
  { command: '$0 small', what: 'ten agents on a bridge of their own' },
  { command: '$0 large --agents 5000 --seed 7', what: 'more of them, other chances' },
  { command: '$0 medium --dashboard', what: 'look on in a browser' },
  { command: '$0 small --stream csv=points.csv', what: 'each second as it goes' },
  { command: '$0 large --shard 2/4', what: 'the second of four machines' },
  { command: '$0 my.yaml --json', what: 'a scenario file; the result as JSON' },
  {
    command: '$0 small --target http://127.0.0.1:8765 --enrol-token-file keys/enrol-token',
    what: 'a bridge that is running',
  },
] as const;

/** Of `lh-run capacity`. */
export const CAPACITY_EXAMPLES = [
  { command: "$0 capacity medium --slo 'p(99)<100ms'", what: 'how many agents' },
  { command: '$0 capacity medium --by rate --at-least 500', what: 'a limit for CI: exit 1' },
] as const;
