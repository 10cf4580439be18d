import path from 'node:path';
import { bridgeConfigSchema } from '@lighthouse/contract/bridge-config';
import type { BridgeConfig } from '@lighthouse/contract/bridge-config';
import { loadYaml } from './load-yaml.ts';

const PATHS = [
  'log',
  'key',
  'enrolTokenFile',
  'rules',
  'compatTokenFile',
  'tlsCert',
  'tlsKey',
] as const;
const { limits, ...others } = bridgeConfigSchema.shape;
const NAMES = [...Object.keys(others), 'limits', ...Object.keys(limits.unwrap().shape)];

/**
 * Reads the configuration file, YAML or JSON. Its paths come back resolved. Throws LH_CONFIG with
 * file, line and column.
 */
export function loadConfig(file: string): BridgeConfig {
  const config = loadYaml(file, {
    what: 'configuration file',
    isWrong: 'the configuration is not valid',
    hint: 'see docs/bridge.md for what it may say',
    names: NAMES,
    schema: bridgeConfigSchema,
  });
  const folder = path.dirname(file);
  const resolved = PATHS.flatMap((name) => {
    const value = config[name];
    return value === undefined ? [] : [[name, path.resolve(folder, value)]];
  });
  return { ...config, ...Object.fromEntries(resolved) };
}
