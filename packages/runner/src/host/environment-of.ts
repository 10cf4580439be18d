import process from 'node:process';
import { LighthouseError } from '@lighthouse/contract';
import type { HttpTarget } from '@lighthouse/contract/target';
import { templatesOf, placeholdersOf } from '@lighthouse/scenario-file';

/** Reads what the templates name of the environment. Throws LH_USAGE when it is not set. */
export function environmentOf(target: HttpTarget): Readonly<Record<string, string>> {
  const names = templatesOf(target)
    .flatMap(placeholdersOf)
    .filter((name) => name.startsWith('env.'))
    .map((name) => name.slice('env.'.length));
  return Object.fromEntries([...new Set(names)].map((name) => [name, valueOf(name)]));
}

function valueOf(name: string): string {
  const value = process.env[name];
  if (value !== undefined) return value;
  throw new LighthouseError('LH_USAGE', `{{env.${name}}} is not in the environment`, {
    hint: `set ${name} before the run: what it holds is written nowhere`,
  });
}
