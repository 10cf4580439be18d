import { jsonSchemas } from '@lighthouse/contract';
import type { Path } from './source.ts';

interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
}

/** Tells which keys a scenario may have at a place, by the schema that is published for editors. */
export function knownKeysAt(path: Path): string[] {
  let schemas = alternatives(jsonSchemas()['scenario.schema.json'] as JsonSchema);
  for (const key of path) {
    schemas = schemas
      .flatMap((schema) =>
        typeof key === 'number' ? schema.items : schema.properties?.[String(key)],
      )
      .flatMap((schema) => (schema === undefined ? [] : alternatives(schema)));
  }
  return [...new Set(schemas.flatMap(({ properties = {} }) => Object.keys(properties)))];
}

function alternatives(schema: JsonSchema): JsonSchema[] {
  return schema.anyOf === undefined ? [schema] : schema.anyOf.flatMap(alternatives);
}
