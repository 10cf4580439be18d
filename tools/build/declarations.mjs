// Writes the types of a library beside its bundle: those that its entries reach and no others, so
// that nothing of the workspace is needed to read them. Used by bundle.mjs.
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import process from 'node:process';
import { root } from './nx.mjs';

const COMPILER = path.join(root, 'node_modules/typescript-7/bin/tsc');
const REFERENCE = /(from\s+|import\()(['"])([^'"]+)\2/g;

/** Writes `<out>/<source>.d.ts` for all entries, and for what they refer to. */
export async function writeDeclarations(project, entries, out) {
  const made = path.join(out, '.all');
  const config = path.join(out, 'tsconfig.json');
  await mkdir(out, { recursive: true });
  const files = entries.map((entry) => path.join(project, entry));
  const compilerOptions = {
    noEmit: false,
    emitDeclarationOnly: true,
    declaration: true,
    rootDir: path.dirname(project),
    outDir: made,
  };
  const base = path.join(root, 'tsconfig.base.json');
  await writeFile(config, JSON.stringify({ extends: base, compilerOptions, files }));
  const { status, stdout } = spawnSync(process.execPath, [COMPILER, '-p', config], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stdout);
  const from = path.join(made, path.basename(project));
  await copyReached(entries.map(declarationOf), { from, to: out, project });
  await rm(made, { recursive: true });
  await rm(config);
}

async function copyReached(entries, { from, to, project }) {
  const reached = new Set(entries);
  for (const file of reached) {
    const text = await readFile(path.join(from, file), 'utf8');
    const own = text.replace(REFERENCE, (_whole, word, quote, target) => {
      if (target.startsWith('.')) reached.add(path.join(path.dirname(file), declarationOf(target)));
      else if (!target.startsWith('node:'))
        throw new Error(`the types of ${project} refer to ${target}`);
      return `${word}${quote}${target.replace(/\.ts$/, '.js')}${quote}`;
    });
    await mkdir(path.dirname(path.join(to, file)), { recursive: true });
    await writeFile(path.join(to, file), own);
  }
}

function declarationOf(source) {
  return source.replace(/\.ts$/, '.d.ts');
}
