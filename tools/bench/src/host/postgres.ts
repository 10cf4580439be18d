import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, existsSync } from 'node:fs';
import net from 'node:net';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import process from 'node:process';
import { waitFor, type Scope } from '@lighthouse/testkit';
import type { Pin } from './pinned.ts';

const START_LIMIT_MS = 30_000;

export interface Postgres {
  readonly port: number;
  /** Of the server and all the processes that it has started. */
  readonly pid: number;
}

/**
 * Starts a server with its settings as they come (every commit is flushed to the disk) and data of
 * its own in a folder of that name, which must not be there. It does not run as root.
 */
export async function startPostgres(
  scope: Scope,
  { bin, folder, pin }: { readonly bin: string; readonly folder: string; readonly pin: Pin },
): Promise<Postgres> {
  const user = unprivileged();
  if (user !== undefined) {
    chownSync(folder, user.uid, user.gid);
    // Ours alone until now; the way through it is enough.
    chmodSync(path.dirname(folder), 0o711);
  }
  const data = path.join(folder, 'data');
  const options = ['-D', data, '-U', 'bench', '-A', 'trust', '-E', 'UTF8', '--no-locale'];
  execFileSync(path.join(bin, 'initdb'), options, { ...user, stdio: 'ignore' });
  const port = await freePort();
  const settings = ['-D', data, '-p', String(port), '-h', '127.0.0.1', '-k', ''];
  const program = path.join(bin, 'postgres');
  const command = pin('server', { program, args: settings });
  const server = spawn(command.program, [...command.args], { ...user, stdio: 'ignore' });
  const ended = once(server, 'close');
  scope.onClose(async () => {
    // At once: what it has is thrown away.
    server.kill('SIGQUIT');
    await ended;
  });
  await waitFor(() => Promise.resolve(existsSync(path.join(data, 'postmaster.pid'))), {
    limitMs: START_LIMIT_MS,
    what: 'PostgreSQL',
  });
  return { port, pid: server.pid ?? 0 };
}

/** The user that PostgreSQL's package has made, when we are root; otherwise ourselves. */
function unprivileged(): { readonly uid: number; readonly gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const idOf = (flag: string) =>
    Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: idOf('-u'), gid: idOf('-g') };
}

async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
