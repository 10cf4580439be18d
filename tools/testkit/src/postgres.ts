import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { chmod, chown, copyFile } from 'node:fs/promises';
import net from 'node:net';
import path from 'node:path';
import process from 'node:process';
import { freePort } from './free-port.ts';
import type { Scope } from './scope.ts';
import { waitFor } from './wait-for.ts';

const DEBIAN = '/usr/lib/postgresql';
const PASSWORD = 'kept-to-itself';
const READY_LIMIT_MS = 30_000;
/** In the name of its socket when it has no port. */
const SOCKET_PORT = 5432;

/** Files with which it speaks TLS; of its clients it then knows the certificates. */
export interface PostgresTls {
  readonly certificate: string;
  readonly key: string;
  readonly clientCa: string;
}

/** A PostgreSQL of a test's own, on a socket in a folder of its own. */
export interface Postgres {
  /** On 127.0.0.1, when it speaks TLS. */
  readonly port: number | undefined;
  /** Of its one user, who may do everything. */
  readonly url: (database?: string) => string;
  readonly password: string;
  /** Resolves when it takes connections. */
  readonly start: () => Promise<void>;
  /** Ends it as a power cut would. Resolves when it is gone. */
  readonly kill: () => Promise<void>;
}

/** Finds the programs of PostgreSQL: the newest that Debian installed, else none. */
export function findPostgres(): string | undefined {
  const versions = existsSync(DEBIAN)
    ? readdirSync(DEBIAN)
        .map(Number)
        .toSorted((a, b) => a - b)
    : [];
  return versions
    .map((version) => path.join(DEBIAN, String(version), 'bin'))
    .findLast((folder) => existsSync(path.join(folder, 'initdb')));
}

/** Makes a fresh PostgreSQL and starts it; gone with the scope. */
export async function startPostgres(
  scope: Scope,
  programs: string,
  { tls }: { readonly tls?: PostgresTls } = {},
): Promise<Postgres> {
  const folder = await scope.folder();
  const data = path.join(folder, 'data');
  const passwordFile = path.join(folder, 'password');
  writeFileSync(passwordFile, `${PASSWORD}\n`);
  const user = await ownedBy(folder, passwordFile);
  execFileSync(
    path.join(programs, 'initdb'),
    ['-D', data, '-U', 'lighthouse', '-A', 'scram-sha-256', '-E', 'UTF8', '--locale=C', '--no-sync']
      // What it says at the end is for people.
      .concat(['--pwfile', passwordFile, '--no-instructions']),
    { ...user, stdio: ['ignore', 'ignore', 'pipe'], cwd: folder },
  );
  const port = tls && (await freePort());
  const secured = tls === undefined ? ['listen_addresses='] : await tlsSettings(tls, data, user);
  const settings = [...secured, `port=${port ?? SOCKET_PORT}`, 'fsync=off', 'shared_buffers=16MB'];
  let server: ChildProcess | undefined;
  const kill = async () => {
    const running = server;
    server = undefined;
    if (running?.exitCode !== null || running.signalCode !== null) return;
    const ended = new Promise((resolve) => running.once('exit', resolve));
    // Immediate shutdown: nothing is written any more, the next start recovers.
    running.kill('SIGQUIT');
    await ended;
  };
  const start = async () => {
    server = spawn(
      path.join(programs, 'postgres'),
      ['-D', data, '-k', folder, ...settings.flatMap((setting) => ['-c', setting])],
      { ...user, cwd: folder, stdio: 'ignore' },
    );
    await waitFor(() => answers(path.join(folder, `.s.PGSQL.${port ?? SOCKET_PORT}`)), {
      limitMs: READY_LIMIT_MS,
      what: 'PostgreSQL takes connections',
    });
  };
  scope.onClose(kill);
  await start();
  return {
    url: (database = 'postgres') =>
      `postgres://lighthouse:${PASSWORD}@/${database}?host=${encodeURIComponent(folder)}${port === undefined ? '' : `&port=${port}`}`,
    password: PASSWORD,
    port,
    start,
    kill,
  };
}

/** Puts the files where it reads them, owned by who runs it: it refuses a key that others own. */
async function tlsSettings(
  { certificate, key, clientCa }: PostgresTls,
  data: string,
  user: { readonly uid?: number; readonly gid?: number },
): Promise<string[]> {
  const files = { 'server.crt': certificate, 'server.key': key, 'root.crt': clientCa };
  for (const [name, from] of Object.entries(files)) {
    const file = path.join(data, name);
    await copyFile(from, file);
    await chmod(file, 0o600);
    if (user.uid !== undefined && user.gid !== undefined) await chown(file, user.uid, user.gid);
  }
  return ['listen_addresses=127.0.0.1', 'ssl=on', 'ssl_ca_file=root.crt'];
}

/** It refuses to run as root: then it runs as the user that Debian made for it. */
async function ownedBy(...paths: readonly string[]): Promise<{ uid?: number; gid?: number }> {
  if (process.getuid?.() !== 0) return {};
  const idOf = (flag: string) =>
    Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  const user = { uid: idOf('-u'), gid: idOf('-g') };
  for (const each of paths) await chown(each, user.uid, user.gid);
  await chmod(paths[0] ?? '', 0o711);
  return user;
}

/** Asks for a session; a server that still starts says so with an error and no question. */
function answers(socketFile: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(socketFile);
    const settle = (isReady: boolean) => {
      socket.destroy();
      resolve(isReady);
    };
    socket.once('error', () => settle(false));
    socket.once('close', () => settle(false));
    // R asks for the password, E is an error.
    socket.once('data', (bytes) => settle(bytes[0] === 0x52));
    socket.once('connect', () => socket.write(startupMessage()));
  });
}

/** StartupMessage of protocol 3.0: length, version, names and values. */
function startupMessage(): Buffer {
  const body = Buffer.from('\0\x03\0\0user\0lighthouse\0database\0postgres\0\0', 'latin1');
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length + 4);
  return Buffer.concat([length, body]);
}
