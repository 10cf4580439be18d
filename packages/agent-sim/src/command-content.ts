import type { CommandRequest } from '@lighthouse/contract/api';
import { COMMAND_ACTIONS } from '@lighthouse/contract/commands';
import { Random } from './random.ts';
import type { CommandOperation, Workload } from './types.ts';

/**
 * Draws what a command asks for. Each command is named in its target, so that no two of a run are
 * the same.
 */
export class CommandContent {
  private readonly random = new Random();
  private readonly filler: string;

  /** `contentBytesMax`: the largest content that will be asked for. */
  constructor(seed: number, contentBytesMax: number) {
    this.filler = makeFiller(this.random.seed(seed, FILLER_STREAM), contentBytesMax);
  }

  /** What follows from the name of the command alone: (seed, agent, number). */
  draw(
    command: CommandName,
    workload: Workload,
  ): Pick<CommandOperation, 'commandClass' | 'request'> {
    this.random.seed(command.seed, command.agent, command.number, COMMAND_STREAM);
    const commandClass = this.drawClass(workload.mix);
    const actions = COMMAND_ACTIONS[commandClass];
    const name = `${command.agent}-${command.number}`;
    const request: CommandRequest = {
      action: actions[this.random.below(actions.length)] ?? actions[0],
      target: `area-${this.random.below(AREA_COUNT)}/${name}`,
      content: this.text(`command ${name}: `, workload.contentBytes),
      steps:
        commandClass === 'complex'
          ? Array.from({ length: workload.stepCount }, (_, step) =>
              this.text(`step ${step + 1} of ${name}: `, workload.contentBytes),
            )
          : [],
    };
    return { commandClass, request };
  }

  private drawClass(mix: Workload['mix']): CommandOperation['commandClass'] {
    const drawn = this.random.uniform() * (mix.safe + mix.risky + mix.complex);
    if (drawn < mix.safe) return 'safe';
    return drawn < mix.safe + mix.risky ? 'risky' : 'complex';
  }

  private text(heading: string, byteCount: number): string {
    const start = this.random.below(FILLER_SLACK);
    return (heading + this.filler.slice(start, start + byteCount)).slice(0, byteCount);
  }
}

export interface CommandName {
  readonly seed: number;
  /** Index of the agent. */
  readonly agent: number;
  readonly number: number;
}

const COMMAND_STREAM = 2;
const FILLER_STREAM = 3;
const AREA_COUNT = 32;
/** Texts begin at that many different places of the filler. */
const FILLER_SLACK = 2048;
const WORDS = (
  'the agent reads checks plans writes moves asks for approval of a change to service queue index cache ' +
  'schema token route page test build release log event before after while because every one two three'
).split(' ');

/** ASCII, one byte a character. */
function makeFiller(random: Random, contentBytesMax: number): string {
  const words: string[] = [];
  for (let length = 0; length < contentBytesMax + FILLER_SLACK;) {
    const word = WORDS[random.below(WORDS.length)] ?? '';
    words.push(word);
    length += word.length + 1;
  }
  return words.join(' ');
}
