import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server } from 'node:net';
import { formatCount, formatDuration } from '@lighthouse/cli-kit/format';
import { readPortRange } from '@lighthouse/machine';
import { median } from '../median.ts';
import { endpointOf, needsLookup, publicUrl } from '../probes/address.ts';
import { askTcp, whyUnreachable } from '../probes/tcp.ts';
import { judge, pass, skip, type Check, type Machine, type Outcome } from '../check.ts';

const ROUND_TRIPS = 200;
const ROUND_TRIP_WARN_MS = 1;
const PORTS_MIN = 10_000;
const BACKLOG_MIN = 1024;
const REACH_LIMIT_MS = 3000;
/** How long the system keeps the port of a closed connection. */
const TIME_WAIT_SECONDS = 60;

const NAMED = [
  ['network.ports', 'ports for connections', checkPorts],
  ['network.reuse', 'ports of closed connections', checkReuse],
  ['network.backlog', 'queue of new connections', checkBacklog],
  ['network.port-free', 'port of the bridge', checkPortFree],
  ['network.dns', 'name of the target', checkDns],
  ['network.target', 'target reachable', checkTarget],
] as const;

export const networkChecks: readonly Check[] = [
  ...NAMED.map(([id, title, run]) => ({ id, group: 'network' as const, title, run })),
  {
    id: 'network.loopback',
    group: 'network',
    title: 'round trip on loopback',
    run: checkLoopback,
    isMeasurement: true,
  },
];

function checkPorts({ readText }: Machine): Outcome {
  const range = readPortRange(readText);
  if (range === undefined) return skip('no /proc/sys/net here');
  return judge(range.count >= PORTS_MIN, {
    found: `${formatCount(range.count)} (${range.first} to ${range.last})`,
    needed: formatCount(PORTS_MIN),
    advice: 'as root: sysctl -w net.ipv4.ip_local_port_range="10240 65535"',
    otherwise: 'warn',
  });
}

function checkReuse({ readText }: Machine): Outcome {
  const value = readText('/proc/sys/net/ipv4/tcp_tw_reuse')?.trim();
  const range = readPortRange(readText);
  if (value === undefined || range === undefined) return skip('no /proc/sys/net here');
  const perSecond = Math.floor(range.count / TIME_WAIT_SECONDS);
  const meanings: Readonly<Record<string, string>> = {
    0: `each waits ${TIME_WAIT_SECONDS} s: at most ${perSecond} new connections a second`,
    1: 'used again when it is safe',
    2: 'used again on this machine',
  };
  return judge(value !== '0', {
    found: meanings[value] ?? value,
    needed: 'used again, when agents come and go',
    advice: 'as root: sysctl -w net.ipv4.tcp_tw_reuse=2 (1 for targets on other machines)',
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

async function checkPortFree({ port }: Machine): Promise<Outcome> {
  const server = createServer();
  server.listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
    return pass(`${port} is free`);
  } catch (error) {
    const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
    return judge(false, {
      found: isTaken ? `${port} is taken` : `${port}: ${whyUnreachable(error)}`,
      needed: 'free, when lh-bridge is to listen there',
      advice: 'lh-bridge --port <another>; lh-run chooses a free one by itself',
      otherwise: 'warn',
    });
  } finally {
    server.close();
  }
}

async function checkDns({ target, offline }: Machine): Promise<Outcome> {
  const endpoint = target === undefined ? undefined : endpointOf(target);
  if (endpoint === undefined) return skip('no target named (--target)');
  if (offline) return skip('left out: --offline');
  if (!needsLookup(endpoint.host)) return pass('none to ask for');
  try {
    const addresses = await lookup(endpoint.host, { all: true });
    return pass(`${addresses.length} ${addresses.length === 1 ? 'address' : 'addresses'}`);
  } catch (error) {
    return judge(false, {
      found: whyUnreachable(error),
      needed: 'an address',
      advice: 'check the name and the network; --offline leaves this out',
      otherwise: 'warn',
    });
  }
}

async function checkTarget({ target, offline, nowMs }: Machine): Promise<Outcome> {
  const endpoint = target === undefined ? undefined : endpointOf(target);
  if (target === undefined || endpoint === undefined) return skip('no target named (--target)');
  if (offline) return skip('left out: --offline');
  const before = nowMs();
  try {
    await askTcp(endpoint, { limitMs: REACH_LIMIT_MS, isReplyWanted: false });
    return pass(`${publicUrl(target)} in ${formatDuration(nowMs() - before)}`);
  } catch (error) {
    return judge(false, {
      found: `${publicUrl(target)}: ${whyUnreachable(error)}`,
      needed: 'a connection',
      advice: 'start the target, or check address and network; --offline leaves this out',
      otherwise: 'warn',
    });
  }
}

/** Listens on a free port of 127.0.0.1 and sends one byte to and fro. */
async function checkLoopback({ nowMs }: Machine): Promise<Outcome> {
  const server = createServer((socket) => socket.setNoDelay(true).pipe(socket));
  server.listen(0, '127.0.0.1');
  try {
    await once(server, 'listening');
    const durationMs = await measureRoundTrip(server, nowMs);
    return judge(durationMs <= ROUND_TRIP_WARN_MS, {
      found: `${formatDuration(durationMs)} median of ${ROUND_TRIPS}`,
      needed: `at most ${ROUND_TRIP_WARN_MS} ms`,
      advice:
        'this machine is busy or heavily shared: latencies will be too high by about this much',
      otherwise: 'warn',
    });
  } catch (error) {
    return judge(false, {
      found: `127.0.0.1: ${whyUnreachable(error)}`,
      needed: 'this machine can talk to itself',
      advice: 'as root: ip link set lo up',
      otherwise: 'fail',
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
