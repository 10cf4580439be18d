import { AUDIT_FLAGS } from './audit-flags.ts';

export const CHECK_EXPORT = {
  name: 'check-export',
  summary: 'checks an export, by itself or against the log that it came from',
  positionals: [{ name: 'export', describe: 'a file that lh-bridge store export wrote' }],
  flags: {
    log: { type: 'text', placeholder: 'folder', describe: 'the log, or the run, it came from' },
    key: { type: 'text', placeholder: 'path', describe: "the log's key ring" },
    max: AUDIT_FLAGS.max,
  },
  examples: [
    {
      command: 'lh-verify check-export june.jsonl',
      what: 'order and form: never more than unknown',
    },
    {
      command: 'lh-verify check-export june.jsonl --log data/log --key keys/keyring.json',
      what: 'verifies the log, and holds every line against it',
    },
  ],
} as const;
