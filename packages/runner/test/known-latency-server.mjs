// A server whose latency is known, in a thread of its own: it answers as a bridge would, and checks
// nothing. Started with { latency: { kind: 'constant', ms } | { kind: 'bimodal', ms, slowMs, every
// } | { kind: 'stall', ms, fromMs, forMs } }.
import { createServer } from 'node:http';
import { parentPort, workerData } from 'node:worker_threads';

const { latency } = workerData;
const receipt = (seq) => ({ logId: '0'.repeat(32), seq, mac: 'A'.repeat(44) });
let seq = 0;
let commandCount = 0;
let firstCommandAtMs;

const ANSWERS = {
  '/v1/agents': ({ agent, role }) => ({
    status: 201,
    body: { agent, role, credential: 1, secret: 'A'.repeat(43), logId: '0'.repeat(32) },
  }),
  '/v1/sessions': () => ({ status: 201, body: { session: 's-1' } }),
  '/v1/info': () => ({ status: 200, body: { name: 'known-latency', lastSeq: seq } }),
  '/v1/commands': () => ({ status: 200, body: { command: 'c-1', decision: 'allowed' } }),
};

function delayMsOf(path) {
  if (path !== '/v1/commands') return 0;
  const nowMs = performance.now();
  firstCommandAtMs ??= nowMs;
  if (latency.kind === 'constant') return latency.ms;
  if (latency.kind === 'bimodal')
    return commandCount++ % latency.every === 0 ? latency.slowMs : latency.ms;
  const sinceMs = nowMs - firstCommandAtMs + latency.ms;
  const isStalled = sinceMs >= latency.fromMs && sinceMs < latency.fromMs + latency.forMs;
  return latency.ms + (isStalled ? latency.fromMs + latency.forMs - sinceMs : 0);
}

// Node's timers are exact to a millisecond; what is known must be known better.
function after(delayMs, run) {
  const atMs = performance.now() + delayMs;
  const look = () => {
    const leftMs = atMs - performance.now();
    if (leftMs <= 0) run();
    else if (leftMs < 2) setImmediate(look);
    else setTimeout(look, leftMs - 1.5);
  };
  look();
}

const server = createServer((request, response) => {
  let text = '';
  request.setEncoding('utf8');
  request.on('data', (chunk) => (text += chunk));
  request.on('end', () => {
    const { status, body } = ANSWERS[request.url](text === '' ? {} : JSON.parse(text));
    after(delayMsOf(request.url), () => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ ...body, receipt: receipt(++seq) }));
    });
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => parentPort.postMessage({ port: server.address().port }));
