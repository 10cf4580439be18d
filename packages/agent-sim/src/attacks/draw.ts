import { API_PATHS } from '@lighthouse/contract/api-paths';
import type { Random } from '../random.ts';
import type { LyingRequest, Scene, SignatureLies, Trick } from './attack.ts';

/** Gives one of several with equal chance. */
export function pick<const T>(random: Random, from: readonly [T, ...T[]]): T {
  return from[random.below(from.length)] ?? from[0];
}

/** The body of an event that every role may store. */
export function note(scene: Scene, more: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({ type: 'note', content: `note ${scene.key}`, ...more });
}

/** Stores an event under the agent's next key, with a lie in it. */
export function event(
  scene: Scene,
  lie: Partial<Pick<LyingRequest, 'body' | 'headers' | 'key' | 'path'>> & {
    readonly signed?: LyingRequest['signed'];
  } = {},
): Trick {
  const { signed = {}, ...rest } = lie;
  const honest = { method: 'POST', path: API_PATHS.events, key: scene.key } as const;
  const request = { ...honest, body: note(scene), signed, leaves: 'statement', ...rest } as const;
  return { kind: 'request', request };
}

/** Asks something that leaves nothing in the log. */
export function query(
  path: string,
  headers: Readonly<Record<string, string>> = {},
  signed: SignatureLies = {},
): Trick {
  return {
    kind: 'request',
    request: { method: 'GET', path, key: '', body: '', headers, signed },
  };
}
