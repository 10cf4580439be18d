import { assert } from '@lighthouse/contract/errors';
import { COMMON_FLAGS } from './common-flags.ts';
import type { Flag } from './flags.ts';
import type { Command, Tool } from './tool.ts';

/** Asserts that a tool's declaration can be parsed without guessing. */
export function checkTool({ name, commands }: Tool): void {
  const names = commands.map((each) => each.name);
  assert(new Set(names).size === names.length, `${name}: two commands have one name`);
  const groups = names.flatMap((each) => (each.includes(' ') ? [each.split(' ')[0]] : []));
  assert(
    names.every((each) => !groups.includes(each)),
    `${name}: a command is not also a group of commands`,
  );
  const seen = new Map<string, Flag>(Object.entries(COMMON_FLAGS));
  for (const command of commands) {
    checkPositionals(command);
    for (const [flag, spec] of Object.entries(command.flags)) {
      assert(!(flag in COMMON_FLAGS), `--${flag} of ${command.name} is a common flag`);
      const other = seen.get(flag) ?? spec;
      // The command line is split before it is known which command it is for.
      assert(
        (other.type === 'boolean') === (spec.type === 'boolean') && other.short === spec.short,
        `--${flag} means the same in every command`,
      );
      seen.set(flag, spec);
    }
  }
  const letters = [...seen.values()].flatMap(({ short }) => short ?? []);
  assert(new Set(letters).size === letters.length, `${name}: two flags have one letter`);
}

function checkPositionals({ name, positionals, flags }: Command): void {
  for (const [index, { name: word, optional, many }] of positionals.entries()) {
    const next = positionals[index + 1];
    assert(!(word in flags), `${name}: <${word}> is not also a flag`);
    assert(many !== true || next === undefined, `${name}: nothing follows <${word}...>`);
    assert(
      optional !== true || next === undefined || next.optional === true,
      `${name}: what follows an optional word is optional`,
    );
  }
}
