import { workspaceOf } from '../src/load-workspace.ts';
import { formatViolation } from '../src/workspace.ts';
import type { Rule } from '../src/workspace.ts';

/** Runs a rule over a tree that exists only here: texts by path. */
export function check(rule: Rule, tree: Readonly<Record<string, string>>): string[] {
  const files = Object.entries(tree).map(([path, text]) => ({ path, text }));
  return rule.check(workspaceOf(files)).map(formatViolation);
}

/** Writes a package.json. */
export function manifest(
  name: string,
  dependencies: readonly string[] = [],
  devDependencies: readonly string[] = [],
): string {
  const versions = (names: readonly string[]) =>
    Object.fromEntries(names.map((each) => [each, '*']));
  return JSON.stringify({
    name,
    dependencies: versions(dependencies),
    devDependencies: versions(devDependencies),
  });
}
