import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { createKeyRing } from '@lighthouse/event-store';
import type { Machine } from '../check.ts';
import {
  ENROL_TOKEN_FILE,
  findKeyFiles,
  KEY_RING_FILE,
  KEYS_FOLDER,
  OTHERS,
} from '../key-files.ts';
import { fileStep, makeFile, makeFolder } from './make-files.ts';
import type { RepairStep } from './repair-step.ts';
import { FIRST_SCENARIO, LARGE_SCENARIO, RULES } from './templates.ts';

const OWNER_ALONE = 0o600;
const OWNER_FOLDER = 0o700;
/** As lh-bridge makes them. */
const TOKEN_BYTES = 24;

/** What can be done without asking: it harms nobody, and is undone by removing a file. */
export function safeSteps(machine: Machine): readonly RepairStep[] {
  const { cwd } = machine;
  return [
    ...folderSteps(machine),
    ...keySteps(machine),
    fileStep(cwd, 'rules.yaml', RULES),
    fileStep(cwd, 'scenarios/first.yaml', FIRST_SCENARIO),
    fileStep(cwd, 'scenarios/large.yaml', LARGE_SCENARIO),
  ];
}

function folderSteps({ cwd, resultsDir }: Machine): RepairStep[] {
  const keys = path.join(cwd, KEYS_FOLDER);
  return [
    {
      what: `folder for results, ${path.relative(cwd, resultsDir) || '.'}`,
      isThere: () => existsSync(resultsDir),
      make: () => makeFolder(resultsDir),
    },
    {
      what: `folder for keys, ${KEYS_FOLDER}`,
      isThere: () => existsSync(keys) && (statSync(keys).mode & OTHERS) === 0,
      make: () => {
        makeFolder(keys, OWNER_FOLDER);
        chmodSync(keys, OWNER_FOLDER);
      },
      note: 'for its owner alone',
    },
  ];
}

function keySteps(machine: Machine): RepairStep[] {
  const keyRing = path.join(machine.cwd, KEY_RING_FILE);
  const token = path.join(machine.cwd, ENROL_TOKEN_FILE);
  const open = () => findKeyFiles(machine).filter(({ stats }) => (stats.mode & OTHERS) !== 0);
  return [
    {
      what: `key, ${KEY_RING_FILE}`,
      isThere: () => existsSync(keyRing),
      make: () => void createKeyRing(keyRing, { nowUs: Math.floor(machine.wallClockMs() * 1000) }),
      note: 'keep a copy elsewhere: without it no log can be verified',
    },
    {
      what: `token for agents, ${ENROL_TOKEN_FILE}`,
      isThere: () => existsSync(token),
      make: () =>
        makeFile(token, `${randomBytes(TOKEN_BYTES).toString('base64url')}\n`, OWNER_ALONE),
    },
    {
      what: 'modes of key files',
      isThere: () => open().length === 0,
      make: () => {
        for (const key of open()) chmodSync(key.path, OWNER_ALONE);
      },
      note: 'others could read them: if that matters, make new keys',
    },
  ];
}
