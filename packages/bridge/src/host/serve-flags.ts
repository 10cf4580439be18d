/** Where things are: of every command. */
export const PLACES = {
  log: {
    type: 'text',
    default: 'data/log',
    placeholder: 'folder',
    describe: 'the event log; made when it is not there',
  },
  key: {
    type: 'text',
    default: 'keys/lighthouse.keyring.json',
    placeholder: 'file',
    describe: 'the key ring, outside the log, readable by its owner alone',
  },
  enrolTokenFile: {
    type: 'text',
    placeholder: 'file',
    describe: 'tokens that register agents; enrol-token beside the key when left out',
  },
} as const;

/** What a server can be told. */
export const SERVE_FLAGS = {
  ...PLACES,
  host: { type: 'text', default: '127.0.0.1', describe: 'address to listen on' },
  port: { type: 'integer', min: 0, max: 65_535, default: 8765, describe: '0: any that is free' },
  rules: { type: 'text', placeholder: 'file', describe: 'what is allowed, denied, escalated' },
  reviewTimeout: {
    type: 'number',
    min: 0.05,
    max: 86_400,
    default: 60,
    placeholder: 'seconds',
    describe: 'how long an expert has to answer; then the command is denied',
  },
  agentRate: {
    type: 'number',
    min: 0.1,
    max: 1_000_000,
    default: 1000,
    placeholder: 'requests a second',
    describe: 'what one agent may send; more is answered with 429',
  },
  segmentBytes: {
    type: 'integer',
    min: 4096,
    max: 1_073_741_824,
    default: 33_554_432,
    placeholder: 'bytes',
    describe: 'a segment of the log that has reached this is closed',
  },
  stopWithStdin: { type: 'boolean', describe: 'stop when the input ends, too' },
} as const;
