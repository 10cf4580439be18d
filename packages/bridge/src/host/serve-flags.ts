import { DEFAULTS } from './serve-options.ts';

/** Where everything is; `init` makes it. */
export const PLACES = {
  log: {
    type: 'text',
    placeholder: 'folder',
    describe: `the event log; made when it is not there (default: ${DEFAULTS.log})`,
  },
  key: {
    type: 'text',
    placeholder: 'file',
    describe: `the key ring, outside the log, its owner's alone (default: ${DEFAULTS.key})`,
  },
  enrolTokenFile: {
    type: 'text',
    placeholder: 'file',
    describe: 'tokens that register agents; enrol-token beside the key when left out',
  },
} as const;

/** What `serve` can be told. Defaults are not given here, so that a file can step in between. */
export const SERVE_FLAGS = {
  ...PLACES,
  config: {
    type: 'text',
    placeholder: 'file',
    describe: 'YAML or JSON, of what these flags say; flags and LH_ variables win',
  },
  host: { type: 'text', describe: `address to listen on (default: ${DEFAULTS.host})` },
  port: {
    type: 'integer',
    min: 0,
    max: 65_535,
    describe: `0: any that is free (default: ${DEFAULTS.port})`,
  },
  tlsCert: { type: 'text', placeholder: 'file', describe: 'certificate chain, PEM: speak TLS' },
  tlsKey: { type: 'text', placeholder: 'file', describe: 'its key, PEM, mode 0600' },
  rules: { type: 'text', placeholder: 'file', describe: 'what is allowed, denied, escalated' },
  watcher: { type: 'text', placeholder: 'url', describe: 'of lh-verify watch, for the page' },
  reviewTimeout: {
    type: 'number',
    min: 0.05,
    max: 86_400,
    placeholder: 'seconds',
    describe: 'how long an expert has to answer; then the command is denied (default: 60)',
  },
  agentRate: {
    type: 'number',
    min: 0.1,
    max: 1_000_000,
    placeholder: 'requests a second',
    describe: 'what one agent may send; more is answered with 429 (default: 1000)',
  },
  compatTokenFile: {
    type: 'text',
    placeholder: 'file',
    describe: 'access tokens of agents: serve clients of the bridge that came before',
  },
  segmentBytes: {
    type: 'integer',
    min: 4096,
    max: 1_073_741_824,
    placeholder: 'bytes',
    describe: 'a segment of the log that has reached this is closed (default: 33554432)',
  },
  stopWithStdin: { type: 'boolean', describe: 'stop when the input ends, too' },
} as const;
