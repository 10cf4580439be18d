import { jsonSchemas } from '@lighthouse/contract';
import type { Path } from './source.ts';

interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
  /** Of what has names of its writer's own. */
  readonly additionalProperties?: JsonSchema | boolean;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly const?: unknown;
}

/**
 * Tells which keys a scenario may have at a place, by the schema that is published for editors.
 * `value` is the scenario as it was written: its `kind` decides where kinds have keys of their own.
 */
export function knownKeysAt(path: Path, value: unknown): string[] {
  let schemas = alternatives(jsonSchemas()['scenario.schema.json'] as JsonSchema);
  let written = value;
  for (const key of path) {
    written = memberOf(written, key);
    schemas = schemas
      .flatMap((schema) => (typeof key === 'number' ? schema.items : member(schema, String(key))))
      .flatMap((schema) => (schema === undefined ? [] : alternatives(schema)));
  }
  const meant = schemas.filter((schema) => isOfKind(schema, written));
  const fitting = meant.length > 0 ? meant : schemas;
  return [...new Set(fitting.flatMap(({ properties = {} }) => Object.keys(properties)))];
}

function member(schema: JsonSchema, key: string): JsonSchema | undefined {
  const others = schema.additionalProperties;
  return schema.properties?.[key] ?? (typeof others === 'object' ? others : undefined);
}

function alternatives(schema: JsonSchema): JsonSchema[] {
  const several = schema.anyOf ?? schema.oneOf;
  return several === undefined ? [schema] : several.flatMap(alternatives);
}

/** Whether every constant of the schema is what was written. */
function isOfKind({ properties = {} }: JsonSchema, written: unknown): boolean {
  return Object.entries(properties).every(
    ([key, schema]) => schema.const === undefined || schema.const === memberOf(written, key),
  );
}

function memberOf(value: unknown, key: PropertyKey): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
  return (value as Readonly<Record<PropertyKey, unknown>>)[key];
}
