import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { MessagePort } from 'node:worker_threads';
import { startLocalServer, type LocalServer } from '@lighthouse/cli-kit/local-server';
import { hasErrorCode } from '@lighthouse/contract';
import type { DashboardTask, FromDashboard, ToDashboard } from '@lighthouse/contract/dashboard';
import type { LivePart } from 'report-viewer';
import { renderLiveEnd, renderLiveShell, renderLiveState } from '../live/live-page.ts';
import { LiveViewers } from './live-viewers.ts';
import { readTemplate } from './template.ts';

/** How long the last event is waited for: the run is over, and nobody holds it up. */
const END_MS_MAX = 1500;

/** Serves the page of a run while it goes on, in a thread of its own. */
export async function runDashboard(port: MessagePort, task: DashboardTask): Promise<void> {
  const tell = (message: FromDashboard) => port.postMessage(message);
  const viewers = new LiveViewers(nowMs, () => tell({ kind: 'ready', viewerCount: viewers.count }));
  try {
    const server = await serve(task, viewers);
    port.on('message', (message: ToDashboard) => {
      if (message.kind === 'end') return void end(message.result, { server, viewers, port });
      viewers.show(eventOf('state', renderLiveState(message.state)));
      tell({ kind: 'ready', viewerCount: viewers.count });
    });
    tell({ kind: 'listening', url: `${server.url}${task.secret}/` });
  } catch (error) {
    if (!hasErrorCode(error)) throw error;
    const { code, message, hint, facts } = error;
    tell({ kind: 'failed', code, message, hint, facts });
  }
}

async function serve(task: DashboardTask, viewers: LiveViewers): Promise<LocalServer> {
  const page = renderLiveShell(await readTemplate('live.html'));
  const home = `/${task.secret}/`;
  return startLocalServer({
    address: task,
    flag: '--dashboard',
    // What the page may do stands in the page.
    headers: { 'content-security-policy': "frame-ancestors 'none'" },
    answer: (path, { send, response }) => {
      if (path === home) return send(200, 'text/html; charset=utf-8', page);
      if (path !== `${home}events`) return send(404, 'text/plain', 'there is nothing here\n');
      if (viewers.isFull) return send(503, 'text/plain', 'too many look at this run\n');
      response.writeHead(200, {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
      });
      viewers.add(response);
    },
  });
}

async function end(
  result: Parameters<typeof renderLiveEnd>[0] | undefined,
  at: {
    readonly server: LocalServer;
    readonly viewers: LiveViewers;
    readonly port: MessagePort;
  },
): Promise<void> {
  const { server, viewers, port } = at;
  if (viewers.count > 0) {
    const event =
      result === undefined ? 'event: failed\ndata: {}\n\n' : eventOf('end', renderLiveEnd(result));
    await Promise.race([viewers.end(event), sleep(END_MS_MAX)]);
  }
  await server.close();
  port.postMessage({ kind: 'closed' } satisfies FromDashboard);
  port.close();
}

function eventOf(kind: 'state' | 'end', part: LivePart): string {
  return `event: ${kind}\ndata: ${JSON.stringify(part)}\n\n`;
}

function nowMs(): number {
  return Number(process.hrtime.bigint() / 1_000_000n);
}
