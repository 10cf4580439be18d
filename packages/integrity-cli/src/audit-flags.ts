const SEQ_MAX = Number.MAX_SAFE_INTEGER;
const FINDINGS_MAX = 100_000;
const JOBS_MAX = 256;

export const STORE = { name: 'store', describe: "a log's folder, or that of a run" } as const;

export const AUDIT_FLAGS = {
  key: { type: 'text', placeholder: 'path', describe: 'the key ring; that of the run if left out' },
  archive: {
    type: 'text',
    placeholder: 'folder',
    describe: 'verify the segments that were archived there too, as part of the log',
  },
  closed: {
    type: 'boolean',
    describe: 'the log was closed in order, as that of a run with a result: no crash tore its end',
  },
  max: {
    type: 'integer',
    min: 1,
    max: FINDINGS_MAX,
    default: 20,
    describe: 'show at most so many findings; all are counted',
  },
  from: { type: 'integer', min: 1, max: SEQ_MAX, describe: 'show findings from this event on' },
  to: { type: 'integer', min: 1, max: SEQ_MAX, describe: 'show findings up to this event' },
  stream: { type: 'text', placeholder: 'name', describe: 'show findings about this stream' },
  receipt: { type: 'list', placeholder: 'seq:mac', describe: 'an event that must be there' },
  receipts: { type: 'list', placeholder: 'path', describe: 'a file with a receipt a line' },
  against: {
    type: 'list',
    placeholder: 'path',
    describe: 'a signed checkpoint of the log, or the folder of a witness',
  },
  againstKey: {
    type: 'list',
    placeholder: 'key',
    describe: 'the public key of who signed it, or of a witness that did',
  },
  jobs: {
    type: 'integer',
    min: 1,
    max: JOBS_MAX,
    describe: 'threads to verify with; as many as there are processors, at most 8, if left out',
  },
  ndjson: { type: 'boolean', describe: 'print a finding a line, as JSON, and nothing else' },
  sarif: { type: 'text', placeholder: 'path', describe: 'also write the findings as SARIF 2.1.0' },
} as const;

export const AUDIT_EXAMPLES = [
  { command: 'lh-verify runs/2026-small', what: 'the log of a run, with the key in its folder' },
  { command: 'lh-verify data/log --key keys/keyring.json', what: 'any log' },
  { command: 'lh-verify data/log --receipts kept.jsonl', what: 'was anything rolled back?' },
  { command: 'lh-verify data/log --archive /mnt/archive', what: 'with what was archived from it' },
  { command: 'lh-verify found/00000000000000081234.lhseg --key keyring.json', what: 'one segment' },
  { command: 'lh-verify data/log --json', what: 'the same for a script' },
];
