import path from 'node:path';
import { importsOf, packageNameOf } from './imports.ts';
import { isTest, packageOf, typeScriptOf } from './workspace.ts';
import type { Package, Rule, TreeFile, Violation, Workspace } from './workspace.ts';

interface Edges {
  /** Packages of the workspace that its source may import. */
  readonly imports: readonly string[];
  /**
   * Packages whose build it carries along or drives. It may know their types; their code it never
   * imports.
   */
  readonly carries?: readonly string[];
}

const CONTRACT = '@lighthouse/contract';
const CLI_KIT = '@lighthouse/cli-kit';
const EVENT_STORE = '@lighthouse/event-store';
const AGENT_SIM = '@lighthouse/agent-sim';
const MACHINE = '@lighthouse/machine';
const SCENARIO_FILE = '@lighthouse/scenario-file';
const CAPACITY = '@lighthouse/capacity';
const RESULTS_STORE = '@lighthouse/results-store';
const VERDICT = '@lighthouse/verdict';
const TESTKIT = '@lighthouse/testkit';
const TOOLS = ['lh-bridge', 'lh-doctor', 'lh-report', 'lh-run', 'lh-verify', 'lighthouse-jest'];

/** Who may know whom. Every edge points one way. */
const EDGES: Readonly<Record<string, Edges>> = {
  'packages/contract': { imports: [] },
  'packages/event-store': { imports: [CONTRACT] },
  'packages/agent-sim': { imports: [CONTRACT] },
  'packages/machine': { imports: [CONTRACT] },
  'packages/results-store': { imports: [CONTRACT] },
  'packages/verdict': { imports: [CONTRACT] },
  'packages/scenario-file': { imports: [CONTRACT, AGENT_SIM] },
  'packages/capacity': { imports: [CONTRACT, MACHINE, SCENARIO_FILE] },
  'packages/cli-kit': { imports: [CONTRACT] },
  'packages/bridge': { imports: [CONTRACT, EVENT_STORE, CLI_KIT] },
  'packages/runner': {
    imports: [
      CONTRACT,
      AGENT_SIM,
      EVENT_STORE,
      MACHINE,
      SCENARIO_FILE,
      CAPACITY,
      RESULTS_STORE,
      VERDICT,
      CLI_KIT,
    ],
    carries: ['lh-bridge', 'lh-report'],
  },
  'packages/integrity-cli': { imports: [CONTRACT, EVENT_STORE, CLI_KIT] },
  'packages/reporter': {
    imports: [CONTRACT, RESULTS_STORE, VERDICT, CLI_KIT],
    carries: ['report-viewer'],
  },
  'packages/setup-doctor': {
    imports: [CONTRACT, MACHINE, EVENT_STORE, SCENARIO_FILE, CAPACITY, CLI_KIT],
    carries: ['lh-run'],
  },
  'packages/jest': { imports: [CONTRACT], carries: ['lh-run'] },
  'apps/report-viewer': { imports: [CONTRACT] },
  'apps/e2e': { imports: [CONTRACT, TESTKIT], carries: [...TOOLS, EVENT_STORE] },
  'tools/bench': { imports: [CONTRACT, AGENT_SIM, EVENT_STORE, TESTKIT], carries: TOOLS },
  'tools/reference': { imports: [EVENT_STORE, TESTKIT] },
  'tools/testkit': { imports: [CONTRACT] },
  'tools/tidy': { imports: [CONTRACT] },
};

export const packageEdges: Rule = {
  name: 'a package knows only the packages below it',
  check: (workspace) => [
    ...workspace.packages.flatMap((each) => checkManifest(workspace, each)),
    ...typeScriptOf(workspace).flatMap((file) => checkImports(workspace, file)),
  ],
};

function checkManifest(workspace: Workspace, { folder, ...manifest }: Package): Violation[] {
  const edges = EDGES[folder];
  const at = { path: `${folder}/package.json`, line: 1 };
  if (edges === undefined)
    return [{ ...at, message: 'a package without a place: give it its edges in package-edges.ts' }];
  const ours = new Set(workspace.packages.map(({ name }) => name));
  const allowed = new Set([...edges.imports, ...(edges.carries ?? []), TESTKIT]);
  return [...manifest.dependencies, ...manifest.devDependencies]
    .filter((name) => ours.has(name) && !allowed.has(name))
    .map((name) => ({ ...at, message: `depends on ${name}, which is not below it` }));
}

function checkImports(workspace: Workspace, file: TreeFile): Violation[] {
  const own = packageOf(workspace, file.path);
  if (own === undefined) return [];
  const edges: Edges = EDGES[own.folder] ?? { imports: [] };
  const allowed = new Set([...edges.imports, ...(isTest(file.path) ? [TESTKIT, own.name] : [])]);
  const ours = new Set(workspace.packages.map(({ name }) => name));
  return importsOf(file).flatMap(({ specifier, line, isTypeOnly }) => {
    const at = { path: file.path, line };
    if (specifier.startsWith('.')) {
      const target = path.posix.join(path.posix.dirname(file.path), specifier);
      if (target.startsWith(`${own.folder}/`)) return [];
      return [{ ...at, message: `reaches out of its package: ${specifier}` }];
    }
    const name = packageNameOf(specifier);
    if (name === undefined || !ours.has(name) || allowed.has(name)) return [];
    if (isTypeOnly && edges.carries?.includes(name) === true) return [];
    return [{ ...at, message: `imports ${name}, which is not below it` }];
  });
}

const KNOWS_SHELL = /^packages\/[^/]+\/src\/(?:main|host\/commands)\.ts$/;

export const shellOnlyInMain: Rule = {
  name: 'only main.ts and host/commands.ts know the shell; its pure formatting is open to all',
  check: (workspace) =>
    typeScriptOf(workspace)
      .filter(({ path: file }) => !isTest(file) && !KNOWS_SHELL.test(file))
      .flatMap((file) =>
        importsOf(file)
          .filter(({ specifier }) => specifier === CLI_KIT)
          .map(({ line }) => ({
            path: file.path,
            line,
            message: `imports ${CLI_KIT}: only main.ts and host/commands.ts do; give this file what it needs`,
          })),
      ),
};
