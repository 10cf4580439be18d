import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { LighthouseError } from '@lighthouse/contract';
import type { Ui, UiFiles } from '../http/ui-routes.ts';
import { readSecretInput } from './read-input.ts';

export const VIEW_TOKEN_FILE_NAME = 'view-token';
const TOKEN = /^[A-Za-z0-9._~+/=-]{16,200}$/;
const ASK_LIMIT_MS = 1500;
const ANSWER_LENGTH_MAX = 1 << 20;
const NO_WATCHER = 'not watched';

/** Makes the page of the files in `folder`, if there is a token that opens it beside the key. */
export function loadUi(
  from: { readonly key: string; readonly watcher: string | undefined },
  folder: URL,
) {
  const file = path.join(path.dirname(from.key), VIEW_TOKEN_FILE_NAME);
  if (!existsSync(file)) return undefined;
  const token = readSecretInput(file, 'token file').trim();
  if (!TOKEN.test(token))
    throw new LighthouseError('LH_CONFIG', 'the view token is malformed', {
      hint: 'write 16 to 200 letters, digits or ._~+/=-',
      facts: { path: file },
    });
  const { watcher } = from;
  const askWatcher = () => (watcher === undefined ? Promise.resolve(NO_WATCHER) : ask(watcher));
  return { token, files: uiFiles(folder), askWatcher } satisfies Ui;
}

export function uiFiles(folder: URL): UiFiles {
  const read = (name: string) => readFileSync(new URL(name, folder), 'utf8');
  return { html: read('page.html'), script: read('page.js'), style: read('page.css') };
}

/** Asks `lh-verify watch` how things stand. */
async function ask(watcher: string): Promise<string> {
  try {
    const url = new URL('/status.json', watcher);
    const answer = await fetch(url, { signal: AbortSignal.timeout(ASK_LIMIT_MS) });
    const text = await answer.text();
    if (!answer.ok || text.length > ANSWER_LENGTH_MAX) return 'unreachable';
    const { verdict, state } = JSON.parse(text) as { verdict?: unknown; state?: unknown };
    return `${String(verdict)} (${String(state)})`.slice(0, 100);
  } catch {
    return 'unreachable';
  }
}
