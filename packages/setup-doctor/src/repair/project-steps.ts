import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileStep, makeFile } from './make-files.ts';
import type { RepairStep } from './repair-step.ts';
import { IGNORED, SCRIPTS, WORKFLOW } from './templates.ts';

/** What a fresh project gets besides: each adds what is missing and leaves all else as it is. */
export function projectSteps(cwd: string): readonly RepairStep[] {
  return [
    scriptStep(path.join(cwd, 'package.json'), path.basename(cwd)),
    ignoreStep(path.join(cwd, '.gitignore')),
    fileStep(cwd, '.github/workflows/lighthouse.yml', WORKFLOW),
  ];
}

interface Manifest {
  scripts?: Record<string, string>;
}

function scriptStep(file: string, folderName: string): RepairStep {
  return {
    what: 'npm scripts, package.json',
    isThere: () => {
      if (!existsSync(file)) return false;
      const { scripts = {} } = JSON.parse(readFileSync(file, 'utf8')) as Manifest;
      return Object.keys(SCRIPTS).every((name) => Object.hasOwn(scripts, name));
    },
    make: () => {
      if (existsSync(file)) return writeFileSync(file, withScripts(readFileSync(file, 'utf8')));
      const name = folderName.toLowerCase().replaceAll(/[^a-z0-9-]+/g, '-') || 'project';
      const manifest = { name, private: true, scripts: SCRIPTS };
      makeFile(file, `${JSON.stringify(manifest, undefined, 2)}\n`);
    },
    note: 'npm run lighthouse',
  };
}

/** Adds the scripts that are missing. A script of the same name that says something else stays. */
function withScripts(text: string): string {
  const manifest = JSON.parse(text) as Manifest;
  const indent = /^[\t ]+(?=")/m.exec(text)?.[0] ?? '  ';
  const changed = { ...manifest, scripts: { ...SCRIPTS, ...manifest.scripts } };
  const ordered = { ...changed, scripts: { ...manifest.scripts, ...changed.scripts } };
  return `${JSON.stringify(ordered, undefined, indent)}${text.endsWith('\n') ? '\n' : ''}`;
}

function ignoreStep(file: string): RepairStep {
  const missing = () => {
    const lines = existsSync(file) ? readFileSync(file, 'utf8').split(/\r?\n/) : [];
    return IGNORED.filter((pattern) => !lines.some((line) => isSame(line, pattern)));
  };
  return {
    what: 'what git leaves out, .gitignore',
    isThere: () => missing().length === 0,
    make: () => {
      const before = existsSync(file) ? readFileSync(file, 'utf8') : '';
      const gap = before === '' || before.endsWith('\n') ? '' : '\n';
      writeFileSync(file, `${before}${gap}${missing().join('\n')}\n`);
    },
    note: IGNORED.join(' '),
  };
}

/** `runs`, `runs/` and `/runs` leave out what `/runs/` does. */
function isSame(line: string, pattern: string): boolean {
  const bare = (text: string) => text.trim().replaceAll(/^\/|\/$/g, '');
  return bare(line) === bare(pattern);
}
