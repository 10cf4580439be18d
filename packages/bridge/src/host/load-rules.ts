import { rulesSchema } from '@lighthouse/contract/rules';
import type { Rules } from '@lighthouse/contract/rules';
import { loadYaml } from './load-yaml.ts';

/** Reads a rules file, YAML or JSON. Throws LH_CONFIG with file, line and column. */
export function loadRules(file: string): Rules {
  return loadYaml(file, {
    what: 'rules file',
    isWrong: 'the rules are not valid',
    hint: 'a rule is { action: file.*, decide: allow | deny | escalate, reason: text }',
    schema: rulesSchema,
  });
}
