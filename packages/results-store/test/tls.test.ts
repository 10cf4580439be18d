import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createScope, findPostgres, startPostgres } from '@lighthouse/testkit';
import { parseAddress } from '../src/address.ts';
import { connect } from '../src/connection.ts';

/** Connections with TLS, to a real server whose certificate the test signs. */
const scope = createScope(afterAll);
const programs = findPostgres();
let folder = '';
let url: (host: string, settings: string) => string;

beforeAll(async () => {
  if (programs === undefined) return;
  folder = await scope.folder();
  for (const authority of ['ca', 'other']) makeCertificate(authority, `/CN=${authority}`, []);
  makeCertificate(
    'server',
    '/CN=db',
    ['-addext', 'subjectAltName=DNS:localhost'].concat(signed('ca')),
  );
  makeCertificate('client', '/CN=lighthouse', signed('ca'));
  const tls = {
    certificate: file('server.pem'),
    key: file('server.key'),
    clientCa: file('ca.pem'),
  };
  const server = await startPostgres(scope, programs, { tls });
  url = (host, settings) =>
    `postgres://lighthouse:${server.password}@${host}:${server.port}/postgres?${settings}`;
}, 60_000);

const file = (name: string) => path.join(folder, name);
const signed = (authority: string) =>
  ['-CA', file(`${authority}.pem`)].concat('-CAkey', file(`${authority}.key`));

function makeCertificate(name: string, subject: string, more: readonly string[]): void {
  const ec = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];
  const out = ['-keyout', file(`${name}.key`), '-out', file(`${name}.pem`)];
  execFileSync('openssl', ['req', '-x509', ...ec, '-subj', subject, ...out, ...more], {
    stdio: 'ignore',
  });
}

if (programs === undefined)
  test('PostgreSQL is there in CI', () => {
    writeFileSync(process.stderr.fd, 'skipped: PostgreSQL is not installed here\n');
    expect(process.env['CI']).toBeUndefined();
  });
else secured();

function secured(): void {
  test.each([
    ['the CA and the name', 'localhost', () => `sslmode=verify-full&sslrootcert=${file('ca.pem')}`],
    ['the CA alone', '127.0.0.1', () => `sslmode=verify-ca&sslrootcert=${file('ca.pem')}`],
    ['nothing, as libpq has it', '127.0.0.1', () => 'sslmode=require'],
    [
      'a certificate of the client too',
      'localhost',
      () =>
        `sslmode=verify-full&sslrootcert=${file('ca.pem')}&sslcert=${file('client.pem')}&sslkey=${file('client.key')}`,
    ],
  ])('the connection is encrypted, and %s checked', async (what, host, settings) => {
    const connection = await connect(parseAddress(url(host, settings())));
    const { rows } = await connection.query(
      'SELECT ssl, client_dn IS NOT NULL AS known FROM pg_stat_ssl WHERE pid = pg_backend_pid()',
    );
    await connection.close();
    expect(rows).toEqual([{ ssl: true, known: what.startsWith('a certificate') }]);
  });

  test.each([
    ['another CA', 'localhost', () => `sslmode=verify-full&sslrootcert=${file('other.pem')}`],
    ['another CA', 'localhost', () => `sslmode=verify-ca&sslrootcert=${file('other.pem')}`],
    ['another CA', 'localhost', () => `sslmode=require&sslrootcert=${file('other.pem')}`],
    ['no CA of its own', 'localhost', () => 'sslmode=verify-full'],
    ['another name', '127.0.0.1', () => `sslmode=verify-full&sslrootcert=${file('ca.pem')}`],
  ])('a certificate of %s is refused, and said to be', async (_what, host, settings) => {
    const attempt = connect(parseAddress(url(host, settings())));
    await expect(attempt).rejects.toMatchObject({
      code: 'LH_UNREACHABLE',
      message: 'the certificate of the database of results is not trusted',
      hint: expect.stringContaining('sslrootcert'),
    });
  });

  test('a certificate that is not there is named, a mode that is not known too', async () => {
    const missing = connect(
      parseAddress(url('localhost', 'sslmode=verify-full&sslrootcert=no.pem')),
    );
    await expect(missing).rejects.toMatchObject({
      code: 'LH_INPUT_MISSING',
      facts: { sslrootcert: 'no.pem' },
    });
    const unknown = connect(parseAddress(url('localhost', 'sslmode=prefer')));
    await expect(unknown).rejects.toMatchObject({ code: 'LH_USAGE', facts: { sslmode: 'prefer' } });
    const bare = connect(parseAddress(url('localhost', 'sslmode=verify-ca')));
    await expect(bare).rejects.toMatchObject({ code: 'LH_USAGE' });
  });
}
