import process from 'node:process';
import type { Surroundings } from '../benchmark.ts';
import type { Contest } from '../contest.ts';
import { entryPath } from '../host/entries.ts';
import type { Pin } from '../host/pinned.ts';
import { runProgram } from '../host/run-program.ts';
import { startBridge } from '../load/bridge.ts';
import type { InboxClientAnswer, InboxClientOptions } from '../processes/inbox-client.ts';

const REPEATS = 3;
const STREAMS = 10_000;
const MEMORY_BYTES_MAX = 400e6;

const BRIDGE = 'lh-bridge';
const EMPTY = 'memory, before';
const JOINED = 'memory, all agents joined';
const OPEN = 'memory, all streams open';

/** Memory of a bridge to which very many agents listen, each on a stream of its own. */
export function inboxContest({ scope, makeFolder, repeatsOr }: Surroundings, pin: Pin): Contest {
  const measure = async () => {
    const bridge = await startBridge(scope, await makeFolder(), { pin });
    const options: InboxClientOptions = {
      origin: bridge.origin,
      serverPid: bridge.pid,
      enrolToken: bridge.enrolToken,
      agents: STREAMS,
      namePrefix: 'reader-',
    };
    const client = [entryPath('inbox-client.mjs'), JSON.stringify(options)];
    const { program, args } = pin('load', { program: process.execPath, args: client });
    const { stdout } = await runProgram(program, args);
    const { emptyBytes, joinedBytes, openBytes } = JSON.parse(stdout) as InboxClientAnswer;
    return { [EMPTY]: emptyBytes, [JOINED]: joinedBytes, [OPEN]: openBytes };
  };
  return {
    name: `${STREAMS.toLocaleString('en-US')} open inbox streams`,
    figures: [EMPTY, JOINED, OPEN].map((name) => ({ name, unit: 'bytes' as const })),
    contenders: [{ name: BRIDGE, measure }],
    comparisons: [{ of: BRIDGE, figure: OPEN, aim: { atMost: MEMORY_BYTES_MAX } }],
    repeats: repeatsOr(REPEATS),
  };
}
