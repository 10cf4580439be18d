import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

interface Manifest {
  readonly workspaces?: readonly string[];
  readonly bin?: Readonly<Record<string, string>>;
}

/** Finds the folder of the whole workspace. */
export function workspaceRoot(): string {
  let folder = path.dirname(fileURLToPath(import.meta.url));
  while (readManifest(folder)?.workspaces === undefined) {
    const parent = path.dirname(folder);
    if (parent === folder) throw new Error('not inside the workspace');
    folder = parent;
  }
  return folder;
}

/** Finds the built program of a tool: `toolBin('lh-verify')`. */
export function toolBin(name: string): string {
  const packages = path.join(workspaceRoot(), 'packages');
  for (const folder of readdirSync(packages).map((entry) => path.join(packages, entry))) {
    const bin = readManifest(folder)?.bin?.[name];
    if (bin === undefined) continue;
    if (!existsSync(path.join(folder, 'dist', `${name}.mjs`)))
      throw new Error(`${name} is not built: npm run build`);
    return path.join(folder, bin);
  }
  throw new Error(`there is no tool ${name}`);
}

function readManifest(folder: string): Manifest | undefined {
  const file = path.join(folder, 'package.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Manifest) : undefined;
}
