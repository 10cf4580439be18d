import { readFileSync } from 'node:fs';
import { LighthouseError } from '@lighthouse/contract';
import { API_PATHS } from '@lighthouse/contract/api-paths';
import type { TlsSettings } from '../driver/tls-options.ts';
import type { RunTarget } from '../run/target.ts';
import { reachTarget } from './reach-target.ts';

export interface ExternalOptions {
  readonly url: string;
  /** File with the token that lets agents join. */
  readonly enrolTokenFile: string | undefined;
  readonly log: string | undefined;
  readonly keyRing: string | undefined;
  readonly namePrefix: string;
  readonly tls?: TlsSettings | undefined;
}

const TOKEN_BYTES_MAX = 4096;

/** Reaches a bridge that somebody else runs. Throws LH_UNREACHABLE when it does not answer. */
export async function reachExternalTarget(options: ExternalOptions): Promise<RunTarget> {
  const { url, log, keyRing, namePrefix, tls } = options;
  const tokens = readTokens(options.enrolTokenFile);
  await checkHealth(url, tls);
  return {
    kind: 'bridge',
    url: new URL(url).origin,
    isEmbedded: false,
    ...tokens,
    namePrefix,
    tls,
    http: undefined,
    healthPath: API_PATHS.health,
    told: undefined,
    pid: () => undefined,
    bridge: undefined,
    log: readableLog(log, keyRing),
    crash: () => undefined,
    stop: async () => {},
  };
}

function readableLog(dir: string | undefined, keyRing: string | undefined): RunTarget['log'] {
  if (dir === undefined)
    return { unreadable: 'the log of the target is not named: name its folder with --log' };
  if (keyRing === undefined)
    return { unreadable: 'the key of the log is not named: name the key ring with --key' };
  return { dir, keyRing };
}

function readTokens(file: string | undefined): Pick<RunTarget, 'enrolToken' | 'coordinatorToken'> {
  if (file === undefined)
    throw new LighthouseError(
      'LH_USAGE',
      'a target that is not embedded needs an enrolment token',
      {
        hint: 'name the file that holds it with --enrol-token-file',
      },
    );
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new LighthouseError('LH_INPUT_MISSING', 'cannot read the enrolment token', {
      facts: { path: file },
      hint: 'it is the file that the bridge was started with',
      cause,
    });
  }
  // A bridge may have several tokens, one a line, each with the roles it is good for.
  const tokens = text
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
    .map((line) => line.trim().split(/\s+/));
  const enrolToken = tokens[0]?.[0];
  const coordinatorToken = tokens.find(([, roles]) =>
    roles?.split(',').includes('coordinator'),
  )?.[0];
  if (enrolToken !== undefined && text.length <= TOKEN_BYTES_MAX)
    return { enrolToken, coordinatorToken };
  throw new LighthouseError('LH_USAGE', 'there is no enrolment token in the file', {
    facts: { path: file },
  });
}

async function checkHealth(url: string, tls: TlsSettings | undefined): Promise<void> {
  const address = new URL(API_PATHS.health, url);
  const { status } = await reachTarget(address, tls);
  if (status === 200) return;
  throw new LighthouseError('LH_UNREACHABLE', 'the target is no healthy bridge', {
    facts: { url: address.href, status },
    hint: 'start it, or check the URL; for another server write a scenario with "http"',
  });
}
