export const DRILL = {
  name: 'drill',
  summary: 'tampers with a copy of a log while a watch runs on it, and says what it noticed',
  positionals: [
    {
      name: 'store',
      describe: 'the log to copy; one is made if left out',
      optional: true,
    },
  ],
  flags: {
    key: {
      type: 'text',
      placeholder: 'path',
      describe: 'the key ring of the store',
    },
    repeats: {
      type: 'integer',
      min: 1,
      max: 1000,
      default: 3,
      describe: 'trials of each kind',
    },
    only: {
      type: 'list',
      placeholder: 'text',
      describe: 'kinds whose name holds this',
    },
    timeout: {
      type: 'text',
      placeholder: 'duration',
      default: '20s',
      describe: 'what takes longer counts as not found',
    },
  },
  examples: [
    { command: 'lh-verify drill', what: 'on a log made for it' },
    {
      command: 'lh-verify drill data/log --key keys/keyring.json --repeats 1',
      what: 'on a copy of a log; the log itself is only read',
    },
  ],
} as const;
