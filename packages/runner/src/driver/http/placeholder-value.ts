import type { Random } from '@lighthouse/agent-sim';
import type { Placeholder } from '@lighthouse/scenario-file';
import type { Making, Value } from './values.ts';

type Give = (making: Making) => Value;

const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789';
const HEX = '0123456789abcdef';

/** Says what a placeholder stands for in the requests to come. */
export function valueOf({ name, args }: Placeholder): Give {
  const builtin = BUILTIN[name];
  if (builtin !== undefined) return builtin(args);
  const column = name.startsWith('data.') ? name.slice('data.'.length) : undefined;
  if (column !== undefined) return (making) => making.sender.row[column] ?? making.lack(name);
  const variable = name.startsWith('env.') ? name.slice('env.'.length) : undefined;
  if (variable !== undefined) return (making) => making.around.env[variable] ?? making.lack(name);
  return (making) => making.sender.variables.get(name) ?? making.lack(name);
}

const BUILTIN: Readonly<Record<string, (args: readonly string[]) => Give>> = {
  'agent.name': () => (making) => making.sender.name,
  'agent.index': () => (making) => making.sender.index,
  seq: () => (making) => making.number,
  key: () => (making) => making.key,
  'run.id': () => (making) => making.around.runId,
  'now.ms': () => (making) => making.nowMs,
  'now.iso': () => (making) => new Date(making.nowMs).toISOString(),
  'random.int': ([from, to]) => {
    const [least, most] = [Number(from), Number(to)];
    return ({ random }) => least + random.below(most - least + 1);
  },
  'random.hex':
    ([length]) =>
    (making) =>
      draw(making.random, HEX, Number(length)),
  'random.text':
    ([length]) =>
    (making) =>
      draw(making.random, LETTERS, Number(length)),
  'random.pick': (args) => (making) => args[making.random.below(args.length)] ?? '',
  'random.uuid': () => (making) => uuid(making.random),
};

function draw(random: Random, alphabet: string, length: number): string {
  let text = '';
  for (let i = 0; i < length; i++) text += alphabet[random.below(alphabet.length)];
  return text;
}

/** RFC 9562, version 4. */
function uuid(random: Random): string {
  const hex = draw(random, HEX, 30);
  const variant = HEX[8 + random.below(4)];
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(12, 15)}-${variant}${hex.slice(15, 18)}-${hex.slice(18)}`;
}
