import { formatTable } from '@lighthouse/cli-kit/format';
import type { StoreIo } from './store-world.ts';

type Facts = Readonly<Record<string, string | number | boolean | undefined>>;

export interface StoreAnswer {
  /** Of the JSON form: `lighthouse/store-backup/1`. */
  readonly schema: string;
  /** What was done, by name; what is undefined is left out. */
  readonly facts: Facts;
  /** What to know or to do next, for those who read. */
  readonly notes?: readonly string[];
}

/** Prints what a command did: one JSON object, or a table with sentences below it. */
export function answer(io: StoreIo, { schema, facts, notes = [] }: StoreAnswer): void {
  if (io.json) {
    io.printJson({ schema, ...facts });
    return;
  }
  const rows = Object.entries(facts).flatMap(([name, value]) =>
    value === undefined ? [] : [[wordsOf(name), String(value)]],
  );
  const paragraphs = [formatTable(rows, { indent: 0 }), ...notes];
  io.stdout.write(`${paragraphs.join('\n\n')}\n`);
}

/** `segmentCount` as a reader has it: segment count. */
function wordsOf(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
