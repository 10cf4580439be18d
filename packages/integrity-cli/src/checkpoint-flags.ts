import { STORE } from './audit-flags.ts';

const CHECKPOINT_FLAGS = {
  key: { type: 'text', placeholder: 'path', describe: 'the key ring; that of the run if left out' },
  signingKey: {
    type: 'text',
    placeholder: 'path',
    describe: 'the key to sign with, as signing-key made it',
  },
  out: { type: 'text', placeholder: 'path', describe: 'write it to a new file, not to stdout' },
} as const;

const CHECKPOINT_EXAMPLES = [
  {
    command: 'lh-verify checkpoint data/log --key keys/keyring.json --signing-key keys/monitor',
    what: 'keep what it prints where nobody can take it back',
  },
];

export const CHECKPOINT = {
  name: 'checkpoint',
  summary: 'verifies a log and signs what it holds, to be kept elsewhere',
  positionals: [STORE],
  flags: CHECKPOINT_FLAGS,
  examples: CHECKPOINT_EXAMPLES,
} as const;

export const SIGNING_KEY = {
  name: 'signing-key',
  summary: 'makes a key to sign checkpoints with, and prints its public half',
  positionals: [
    { name: 'file', describe: 'where to put the key: a file that is not there yet' },
    { name: 'name', describe: 'who signs, such as a host name: it stands in every signature' },
  ],
} as const;
