import path from 'node:path';
import { LighthouseError } from '@lighthouse/contract/errors';
import { parseDurationMs } from '@lighthouse/contract/units';
import { AUDIT_FLAGS, STORE } from '../audit-flags.ts';

const SEVERITIES = ['critical', 'high', 'medium', 'info'] as const;

export const WATCH_FLAGS = {
  key: AUDIT_FLAGS.key,
  audit: {
    type: 'text',
    placeholder: 'folder',
    describe: 'keep the alert history there: a log of its own; made when it is not there',
  },
  auditKey: {
    type: 'text',
    placeholder: 'path',
    describe: 'the key ring of the alert history; keyring.json in its folder if left out',
  },
  interval: {
    type: 'text',
    placeholder: 'duration',
    default: '100ms',
    describe: 'look for new events so often',
  },
  sweepShare: {
    type: 'number',
    min: 0.1,
    max: 100,
    default: 5,
    placeholder: 'percent',
    describe: 'of one core, for verifying the old part again and again',
  },
  firstSweepShare: {
    type: 'number',
    min: 0.1,
    max: 100,
    default: 50,
    placeholder: 'percent',
    describe: 'the same for the first time: until then nothing is green',
  },
  sweepRate: {
    type: 'number',
    min: 0.01,
    max: 100_000,
    default: 200,
    placeholder: 'MiB/s',
    describe: 'sweeps read no more than that in a second',
  },
  sweepPause: {
    type: 'text',
    placeholder: 'duration',
    default: '1s',
    describe: 'between two sweeps',
  },
  ignoreFileTimes: {
    type: 'boolean',
    describe: 'do not look first at files that the file system says were changed',
  },
  queue: {
    type: 'integer',
    min: 1,
    max: 1_000_000,
    default: 1000,
    describe: 'events held in memory at once; what does not fit is read from the log later',
  },
  stale: {
    type: 'text',
    placeholder: 'duration',
    describe: 'a log without an event or heartbeat for so long is stale',
  },
  minSeverity: {
    type: 'text',
    choices: SEVERITIES,
    default: 'medium',
    describe: 'send no alerts below this; all are kept in the history',
  },
  alertsPerMinute: {
    type: 'integer',
    min: 1,
    max: 100_000,
    default: 10,
    describe: 'alerts of one code; what is more is told in a summary',
  },
  alertFile: { type: 'text', placeholder: 'path', describe: 'append alerts to it, a line each' },
  alertWebhook: { type: 'list', placeholder: 'url', describe: 'post alerts there, signed' },
  webhookSecret: {
    type: 'text',
    placeholder: 'path',
    describe: 'the file, of mode 0600, with the secret that webhooks are signed with',
  },
  alertCommand: {
    type: 'text',
    placeholder: 'program',
    describe: 'run it for each alert, without a shell: JSON on stdin, LH_ALERT_… around it',
  },
  alertArg: { type: 'list', placeholder: 'text', describe: 'an argument of that program' },
  listen: {
    type: 'text',
    placeholder: '[address:]port',
    describe: 'serve a status page, /status.json and /metrics there; loopback only',
  },
  checkpoint: {
    type: 'text',
    placeholder: 'path',
    describe: 'after each sweep that found nothing, write a signed checkpoint there',
  },
  signingKey: {
    type: 'text',
    placeholder: 'path',
    describe: 'the key to sign it with, as signing-key made it',
  },
  against: AUDIT_FLAGS.against,
  againstKey: AUDIT_FLAGS.againstKey,
  statusInterval: {
    type: 'text',
    placeholder: 'duration',
    default: '5s',
    describe: 'where no terminal is, say on stderr how things stand so often',
  },
  ndjson: { type: 'boolean', describe: 'print an alert a line, as JSON, and nothing else' },
  for: { type: 'text', placeholder: 'duration', describe: 'end after so long' },
  once: { type: 'boolean', describe: 'end when everything was verified once' },
} as const;

export const WATCH = {
  name: 'watch',
  summary: 'follows a live log from the disk and raises alerts; SIGINT ends it with a verdict',
  positionals: [STORE],
  flags: WATCH_FLAGS,
  examples: [
    {
      command: 'lh-verify watch data/log --key keys/keyring.json --audit audits/main',
      what: 'watch a log, and keep what was found in audits/main',
    },
    {
      command: 'lh-verify watch data/log --key keys/keyring.json --listen 9477',
      what: 'with a status page at http://127.0.0.1:9477/',
    },
    {
      command:
        'lh-verify watch data/log --key keys/keyring.json --against witness/state --listen 9477',
      what: 'also against what a witness remembers, anew for each sweep',
    },
    {
      command: 'lh-verify watch data/log --key keys/keyring.json --once --json',
      what: 'verify all of it once, for a script',
    },
  ],
} as const;

export interface WatchArgs {
  readonly store: string;
  readonly key: string | undefined;
  readonly audit: string | undefined;
  readonly auditKey: string | undefined;
  readonly interval: string;
  readonly sweepShare: number;
  readonly firstSweepShare: number;
  readonly sweepRate: number;
  readonly sweepPause: string;
  readonly ignoreFileTimes: boolean;
  readonly queue: number;
  readonly stale: string | undefined;
  readonly minSeverity: (typeof SEVERITIES)[number];
  readonly alertsPerMinute: number;
  readonly alertFile: string | undefined;
  readonly alertWebhook: readonly string[];
  readonly webhookSecret: string | undefined;
  readonly alertCommand: string | undefined;
  readonly alertArg: readonly string[];
  readonly listen: string | undefined;
  readonly checkpoint: string | undefined;
  readonly signingKey: string | undefined;
  readonly against: readonly string[];
  readonly againstKey: readonly string[];
  readonly statusInterval: string;
  readonly ndjson: boolean;
  readonly for: string | undefined;
  readonly once: boolean;
}

/** Gives a duration that a flag names, in milliseconds. Throws LH_USAGE. */
export function durationOf(text: string, flag: string, [min, max]: readonly [number, number]) {
  const ms = parseDurationMs(text);
  if (ms !== undefined && ms >= min && ms <= max) return ms;
  throw new LighthouseError('LH_USAGE', `${flag} is not a duration that can be used`, {
    hint: `write 500ms, 30s, 1m30s or 2h: from ${min} ms to ${max / 1000} s`,
    facts: { given: text },
  });
}

/** Refuses a folder or file of our own that would be in the log's folder. Throws LH_USAGE. */
export function refuseInside(file: string | undefined, logDir: string, flag: string): void {
  if (file === undefined) return;
  const relative = path.relative(logDir, file);
  if (relative !== '' && (relative.startsWith('..') || path.isAbsolute(relative))) return;
  throw new LighthouseError('LH_USAGE', `${flag} is in the folder of the log`, {
    hint: 'name another place: a verifier changes nothing of a log',
    facts: { path: file },
  });
}
