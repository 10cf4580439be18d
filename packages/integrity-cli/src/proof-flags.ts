import { STORE } from './audit-flags.ts';

const AGAINST_KEY = {
  type: 'list',
  placeholder: 'key',
  describe: 'the public key of who signed the checkpoint',
} as const;

const PROVE_FLAGS = {
  seq: {
    type: 'integer',
    min: 1,
    max: Number.MAX_SAFE_INTEGER,
    describe: 'the event to prove',
  },
  against: {
    type: 'text',
    placeholder: 'path',
    describe: 'the signed checkpoint that it is proven to be in',
  },
  againstKey: AGAINST_KEY,
  key: { type: 'text', placeholder: 'path', describe: 'the key ring; that of the run if left out' },
  out: { type: 'text', placeholder: 'path', describe: 'write it to a new file, not to stdout' },
} as const;

const PROVE_EXAMPLES = [
  {
    command: 'lh-verify prove data/log --seq 17 --against kept.note --against-key monitor+…',
    what: 'a proof that needs no key ring to be checked',
  },
];

export const PROVE = {
  name: 'prove',
  summary: 'writes the proof that a checkpoint holds an event',
  positionals: [STORE],
  flags: PROVE_FLAGS,
  examples: PROVE_EXAMPLES,
} as const;

export const CHECK_PROOF = {
  name: 'check-proof',
  summary: 'checks such a proof, without the log and without its key',
  positionals: [{ name: 'proof', describe: 'a file that prove wrote' }],
  flags: { againstKey: AGAINST_KEY },
} as const;
