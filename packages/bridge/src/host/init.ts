import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { EXIT, LighthouseError } from '@lighthouse/contract';
import type { ExitCode } from '@lighthouse/contract';
import { createKeyRing, openLog } from '@lighthouse/event-store';
import { createTokenFile, TOKEN_FILE_NAME } from './enrol-tokens.ts';
import type { HostIo } from './host-io.ts';
import { VIEW_TOKEN_FILE_NAME } from './load-ui.ts';
import { nowMs } from './process.ts';
import { DEFAULTS } from './serve-options.ts';

export interface InitArgs {
  readonly log: string | undefined;
  readonly key: string | undefined;
  readonly enrolTokenFile: string | undefined;
}

/**
 * Makes a key ring, an enrolment token and an empty log. What is there already is never touched.
 */
export async function init(args: InitArgs, io: HostIo): Promise<ExitCode> {
  const { log: logName = DEFAULTS.log, key: keyName = DEFAULTS.key } = args;
  const dir = path.resolve(io.cwd, logName);
  const key = path.resolve(io.cwd, keyName);
  const usual = path.join(path.dirname(key), TOKEN_FILE_NAME);
  const token = path.resolve(io.cwd, args.enrolTokenFile ?? usual);
  const view = path.join(path.dirname(key), VIEW_TOKEN_FILE_NAME);
  for (const file of [key, token, view])
    if (!path.relative(dir, file).startsWith('..'))
      throw new LighthouseError('LH_USAGE', 'a secret must not lie in the folder of the log', {
        hint: 'whoever copies the log would copy the key: choose another folder',
        facts: { file, log: dir },
      });
  for (const file of [key, token]) mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  const clock = { nowUs: () => nowMs() * 1000 };
  const keyRing = createKeyRing(key, { nowUs: clock.nowUs() });
  createTokenFile(token);
  createTokenFile(view);
  const log = await openLog({ dir, keyRing, clock, random: randomBytes });
  const { logId } = log;
  await log.close();
  if (io.json) io.printJson(answerOf({ log: dir, key, token, logId }));
  else
    io.stdout.write(
      `key    ${key}\ntoken  ${token}\nview   ${view}\nlog    ${dir}\n\n` +
        `Start with: lh-bridge --log ${logName} --key ${keyName}\n`,
    );
  return EXIT.good;
}

interface Made {
  readonly log: string;
  readonly key: string;
  readonly token: string;
  readonly logId: string;
}

function answerOf({ log, key, token, logId }: Made) {
  return { schema: 'lighthouse/bridge-init/1', log, key, enrolTokenFile: token, logId };
}
