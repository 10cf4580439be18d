export const RESOLVE = {
  name: 'resolve',
  summary: 'resolves a finding of a watch, with a note, in its alert history',
  positionals: [
    { name: 'audit', describe: 'the folder of the alert history' },
    { name: 'finding', describe: 'its id, as the alert says it' },
  ],
  flags: {
    note: { type: 'text', describe: 'why it needs no more attention: it is kept for ever' },
    by: { type: 'text', placeholder: 'name', describe: 'who says so; the user if left out' },
    auditKey: { type: 'text', placeholder: 'path', describe: 'the key ring of the history' },
  },
  examples: [
    {
      command: 'lh-verify resolve audits/main 3fa4c01b22 --note "disk replaced, range restored"',
      what: 'also while the watch is running',
    },
  ],
} as const;
