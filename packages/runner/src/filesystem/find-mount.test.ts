import { expect, test } from '@jest/globals';
import { findMount } from './find-mount.ts';

const MOUNTS = `22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
30 22 0:40 / /mnt/shadow rw,nosuid - fuse.sshfs host:/srv rw
31 22 0:41 / /mnt/my\\040disk rw shared:7 master:2 - xfs /dev/sdb rw
32 22 0:42 / /mnt/my\\040disk ro - tmpfs tmpfs rw
`;

const typeAt = (folder: string) => findMount(folder, () => MOUNTS)?.type;

test('a folder belongs to the deepest mount above it', () => {
  expect(typeAt('/home/a')).toBe('ext4');
  expect(typeAt('/mnt/shadow')).toBe('fuse.sshfs');
  expect(typeAt('/mnt/shadow/a/b')).toBe('fuse.sshfs');
  expect(typeAt('/mnt/shadows')).toBe('ext4');
});

test('the later of two mounts at one place hides the other', () => {
  expect(findMount('/mnt/my disk/a', () => MOUNTS)).toEqual({
    point: '/mnt/my disk',
    type: 'tmpfs',
    source: 'tmpfs',
    options: 'ro',
  });
});

test('a system that does not tell its mounts gives none', () => {
  expect(findMount('/home', () => undefined)).toBeNull();
});
