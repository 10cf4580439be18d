import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join } from 'node:path';
import { closestName, LighthouseError } from '@lighthouse/contract';
import type { Scenario } from '@lighthouse/contract';
import { BUILTIN_SCENARIOS } from './builtin.ts';
import { readScenario, SCENARIO_BYTES_MAX } from './read-scenario.ts';

export interface LoadedScenario {
  readonly scenario: Scenario;
  /** As written. */
  readonly text: string;
  readonly isBuiltin: boolean;
}

/**
 * Loads a built-in scenario by its name, or a file by its path; a file called like a built-in one
 * is `./small`. Throws LH_CONFIG, LH_INPUT_MISSING or LH_IO.
 */
export async function loadScenario(nameOrPath: string): Promise<LoadedScenario> {
  const isBuiltin = Object.hasOwn(BUILTIN_SCENARIOS, nameOrPath);
  const bytes = isBuiltin
    ? new TextEncoder().encode(BUILTIN_SCENARIOS[nameOrPath])
    : await readInput(nameOrPath);
  const scenario = readScenario(bytes, nameOrPath);
  const text = new TextDecoder().decode(bytes);
  return { scenario: isBuiltin ? scenario : besideFile(scenario, nameOrPath), text, isBuiltin };
}

/** Files that a scenario names are looked for beside it. */
function besideFile(scenario: Scenario, path: string): Scenario {
  const { target } = scenario;
  const place = (name: string) => (isAbsolute(name) ? name : join(dirname(path), name));
  return {
    ...scenario,
    target: {
      ...target,
      ...('ca' in target && target.ca !== undefined ? { ca: place(target.ca) } : {}),
      ...('data' in target && target.data !== undefined ? { data: place(target.data) } : {}),
    },
  };
}

async function readInput(path: string): Promise<Uint8Array> {
  try {
    const { size } = await statFile(path);
    if (size > SCENARIO_BYTES_MAX) {
      const message = `${path} is too large for a scenario: ${size} bytes, at most ${SCENARIO_BYTES_MAX}`;
      throw new LighthouseError('LH_CONFIG', message);
    }
    return await readFile(path);
  } catch (error) {
    throw explain(error, path);
  }
}

async function statFile(path: string): Promise<{ size: number }> {
  const stats = await stat(path);
  // Reading a device or a pipe might never end.
  if (!stats.isFile()) throw new LighthouseError('LH_INPUT_MISSING', `${path} is not a file`);
  return stats;
}

function explain(error: unknown, path: string): unknown {
  if (error instanceof LighthouseError) return error;
  const { code } = error as NodeJS.ErrnoException;
  if (code !== 'ENOENT' && code !== 'ENOTDIR') {
    return new LighthouseError('LH_IO', `cannot read ${path}`, { cause: error });
  }
  const names = Object.keys(BUILTIN_SCENARIOS);
  const meant = closestName(basename(path), names);
  return new LighthouseError('LH_INPUT_MISSING', `there is no scenario ${path}`, {
    hint:
      meant === undefined
        ? `name a file, or one of ${names.join(', ')}`
        : `did you mean the built-in scenario "${meant}"?`,
  });
}
