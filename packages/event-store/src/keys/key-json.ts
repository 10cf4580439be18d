/** Takes an object apart that has exactly these members; throws an Error that quotes nothing. */
export function members<K extends string>(value: unknown, names: readonly K[]): Record<K, unknown> {
  if (typeof value !== 'object' || value === null) throw new Error('an object is expected');
  const unknown = Object.keys(value).find((name) => !names.some((known) => known === name));
  if (unknown !== undefined) throw new Error('there is a member that is not known');
  const entries = new Map<string, unknown>(Object.entries(value));
  const found = names.map((name) => [name, entries.get(name)] as const);
  return Object.fromEntries(found) as Record<K, unknown>;
}

/** Parses JSON; throws an Error that quotes nothing of a text that holds keys. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error('it is not JSON');
  }
}
