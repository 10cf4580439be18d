import os from 'node:os';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { readRoom } from './room.ts';

const FILES: Readonly<Record<string, string>> = {
  '/proc/self/status': 'Cpus_allowed_list:\t0-3\n',
  '/proc/self/limits':
    'Max open files            1024                 4096                 files\n',
  '/proc/meminfo': 'MemTotal: 8000 kB\nMemAvailable: 6000 kB\n',
  '/proc/sys/net/ipv4/ip_local_port_range': '32768\t60999\n',
};

test('what a run may use is read from all places at once', () => {
  const room = readRoom(os.tmpdir(), (file) => FILES[file], 8);
  expect(room).toMatchObject({
    effectiveCpus: 4,
    workers: 3,
    memoryBytes: 6000 * 1024,
    openFiles: 4096,
    ports: 28_232,
  });
  expect(room.diskBytes).toBeGreaterThan(0);
});

test('what cannot be read does not limit, and a folder may not be there yet', () => {
  const room = readRoom(path.join(os.tmpdir(), 'not', 'there'), () => undefined, 2);
  expect(room).toMatchObject({ effectiveCpus: 2, openFiles: Infinity, ports: Infinity });
  expect(room.diskBytes).toBeGreaterThan(0);
});
