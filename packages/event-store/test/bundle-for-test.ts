import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** Makes one file of a program beside this one, so that it starts fast and as users run it. */
export async function bundleForTest(name: string, outFolder: string): Promise<string> {
  const outfile = path.join(outFolder, name.replace(/\.ts$/, '.mjs'));
  await build({
    entryPoints: [fileURLToPath(new URL(name, import.meta.url))],
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
