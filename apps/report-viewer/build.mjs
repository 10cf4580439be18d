// Builds dist/viewer.html: the page that lh-report fills with one run; and dist/live.html: the same
// page, which follows a run while it goes on. Style and script stand in the page itself, and the
// content security policy allows exactly these two, so that nothing a report shows can ever run or
// load anything. node apps/report-viewer/build.mjs
import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const PAGE_BYTES_MAX = 120 * 1024;

const project = path.dirname(fileURLToPath(import.meta.url));
const skeleton = await readFile(path.join(project, 'src/page.html'), 'utf8');
const style = await bundle('src/styles/page.css', {});
const icon = encodeURIComponent(await readFile(path.join(project, 'src/icon.svg'), 'utf8'));
await mkdir(path.join(project, 'dist'), { recursive: true });
await writePage('viewer.html', 'src/viewer.ts', []);
// It hears from the run that serves it, and parses what it is told through one policy.
await writePage('live.html', 'src/live.ts', ["connect-src 'self'", 'trusted-types lighthouse']);

async function writePage(name, entry, allowed) {
  const script = await bundle(entry, { format: 'iife' });
  const parts = {
    policy: [
      "default-src 'none'",
      `script-src ${hashOf(script)}`,
      `style-src ${hashOf(style)}`,
      'img-src data:',
      "base-uri 'none'",
      "form-action 'none'",
      "require-trusted-types-for 'script'",
      ...allowed,
    ].join('; '),
    icon: `<link rel="icon" href="data:image/svg+xml,${icon}" />`,
    style: `<style>${style}</style>`,
    data: '<script type="application/json" id="lh-data"><!--lh:data--></script>',
    script: `<script>${script}</script>`,
  };
  const page = skeleton
    .split(/<!--build:(policy|icon|style|data|script)-->/)
    .map((piece, index) => (index % 2 === 1 ? parts[piece] : piece))
    .join('');
  const pageBytes = Buffer.byteLength(page);
  if (pageBytes > PAGE_BYTES_MAX)
    throw new Error(`${name} has ${pageBytes} bytes; at most ${PAGE_BYTES_MAX} are wanted`);
  await writeFile(path.join(project, 'dist', name), page);
}

async function bundle(entry, options) {
  const { outputFiles } = await build({
    absWorkingDir: project,
    entryPoints: [entry],
    bundle: true,
    write: false,
    minify: true,
    target: ['chrome110', 'firefox110', 'safari16'],
    conditions: ['@lighthouse/source'],
    legalComments: 'none',
    logLevel: 'warning',
    ...options,
  });
  return outputFiles[0].text.trim();
}

function hashOf(text) {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}
