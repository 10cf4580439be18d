import { connect, createServer, type AddressInfo, type Server } from 'node:net';
import { once } from 'node:events';
import { formatMilliseconds, median } from '../format.ts';
import { judge, skip, type Check, type Machine, type Outcome } from '../check.ts';

const ROUND_TRIPS = 200;
const ROUND_TRIP_WARN_MS = 1;
const PORTS_MIN = 10_000;
const BACKLOG_MIN = 1024;

export const networkChecks: readonly Check[] = [
  { id: 'network.ports', group: 'network', title: 'ports for connections', run: checkPorts },
  { id: 'network.backlog', group: 'network', title: 'queue of new connections', run: checkBacklog },
  {
    id: 'network.loopback',
    group: 'network',
    title: 'round trip on loopback',
    run: checkLoopback,
    isMeasurement: true,
  },
];

function checkPorts({ readText }: Machine): Outcome {
  const range = readText('/proc/sys/net/ipv4/ip_local_port_range');
  if (range === undefined) return skip('no /proc/sys/net here');
  const [first = 0, last = 0] = range.trim().split(/\s+/).map(Number);
  return judge(last - first + 1 >= PORTS_MIN, {
    found: `${last - first + 1} (${first} to ${last})`,
    needed: `${PORTS_MIN}`,
    advice: 'as root: sysctl -w net.ipv4.ip_local_port_range="10240 65535"',
    otherwise: 'warn',
  });
}

function checkBacklog({ readText }: Machine): Outcome {
  const backlog = readText('/proc/sys/net/core/somaxconn');
  if (backlog === undefined) return skip('no /proc/sys/net here');
  return judge(Number(backlog) >= BACKLOG_MIN, {
    found: backlog.trim(),
    needed: `${BACKLOG_MIN}, for 1,000 agents that connect at once`,
    advice: 'as root: sysctl -w net.core.somaxconn=4096',
    otherwise: 'warn',
  });
}

/** Listens on a free port of 127.0.0.1 and sends one byte to and fro. */
async function checkLoopback({ nowMs }: Machine): Promise<Outcome> {
  const server = createServer((socket) => socket.setNoDelay(true).pipe(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    const durationMs = await measureRoundTrip(server, nowMs);
    return judge(durationMs <= ROUND_TRIP_WARN_MS, {
      found: `${formatMilliseconds(durationMs)} median of ${ROUND_TRIPS}`,
      needed: `at most ${ROUND_TRIP_WARN_MS} ms`,
      advice:
        'this machine is busy or heavily shared: latencies will be too high by about this much',
      otherwise: 'warn',
    });
  } finally {
    server.close();
  }
}

async function measureRoundTrip(server: Server, nowMs: () => number): Promise<number> {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1').setNoDelay(true);
  try {
    await once(socket, 'connect');
    const durationsMs: number[] = [];
    for (let i = 0; i < ROUND_TRIPS; i++) {
      const before = nowMs();
      socket.write('x');
      await once(socket, 'data');
      durationsMs.push(nowMs() - before);
    }
    return median(durationsMs);
  } finally {
    socket.destroy();
  }
}
