import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** Makes one file of a program, so that it starts fast and as users run it; gives its path. */
export async function bundleForTest(source: URL, outFolder: string): Promise<string> {
  const entry = fileURLToPath(source);
  const outfile = path.join(outFolder, path.basename(entry).replace(/\.ts$/, '.mjs'));
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    conditions: ['@lighthouse/source'],
    logLevel: 'error',
  });
  return outfile;
}
