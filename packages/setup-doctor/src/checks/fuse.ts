import { accessSync, constants, statSync } from 'node:fs';
import { findProgram } from '../find-program.ts';
import { judge, skip, type Check, type Machine, type Outcome } from '../check.ts';

const DEVICE = '/dev/fuse';
const SET_USER_ID = 0o4000;
/** First request of the kernel to whoever serves a mounted file system. */
const FUSE_INIT = 26;
const REQUEST_HEADER_BYTES = 40;
const MOUNT_LIMIT_MS = 3000;

/**
 * Mounts a file system of FUSE where only this script sees it, and passes on the first request of
 * the kernel. Nothing of it is left when the script has ended, however it ends.
 */
const MOUNT_SCRIPT = `
folder=$(mktemp -d) || exit 10
trap 'umount -l "$folder" 2>/dev/null; rmdir "$folder"' EXIT
exec 3<>${DEVICE} || exit 11
mount -i -t fuse -o fd=3,rootmode=40000,user_id=0,group_id=0 lh-doctor "$folder" || exit 12
dd bs=65536 count=1 <&3 2>/dev/null
`;

/**
 * Agents may be given a file system to work on. Nothing else needs it: nothing here is a failure.
 */
export const fuseChecks: readonly Check[] = [
  { id: 'fuse.device', group: 'fuse', title: 'device', run: checkDevice },
  { id: 'fuse.fusermount', group: 'fuse', title: 'mounting without root', run: checkFusermount },
  { id: 'fuse.mount', group: 'fuse', title: 'a mount works', run: checkMount },
];

function deviceState(): 'missing' | 'closed' | 'open' {
  try {
    statSync(DEVICE);
  } catch {
    return 'missing';
  }
  try {
    accessSync(DEVICE, constants.R_OK | constants.W_OK);
    return 'open';
  } catch {
    return 'closed';
  }
}

function checkDevice({ platform }: Machine): Outcome {
  const state = deviceState();
  if (platform !== 'linux' || state === 'missing') return skip(`there is no ${DEVICE} here`);
  return judge(state === 'open', {
    found: `${DEVICE} ${state === 'open' ? 'can be used' : 'is not for this user'}`,
    needed: 'permission to read and write it',
    advice: `as root: chmod 666 ${DEVICE}; in a container: --device ${DEVICE}`,
    otherwise: 'warn',
  });
}

function checkFusermount({ platform, env }: Machine): Outcome {
  if (platform !== 'linux') return skip('only Linux has it');
  const program = findProgram('fusermount3', env) ?? findProgram('fusermount', env);
  if (program === undefined) return skip('fusermount3 is not installed (package fuse3)');
  const { mode, uid } = statSync(program);
  const mayMount = uid === 0 && (mode & SET_USER_ID) !== 0;
  return judge(mayMount, {
    found: mayMount ? program : `${program} does not run as root`,
    needed: 'fusermount3 with its set-user-id bit',
    advice: `as root: chown root ${program} && chmod 4755 ${program}`,
    otherwise: 'warn',
  });
}

async function checkMount({ platform, exec, uid }: Machine): Promise<Outcome> {
  if (platform !== 'linux' || deviceState() !== 'open') return skip('no device to mount with');
  // Who is not root may mount in a user namespace of its own, where the system allows them.
  const namespaces = uid === 0 ? '-m' : '-Urm';
  const args = [namespaces, 'sh', '-c', MOUNT_SCRIPT];
  const answer = await exec('unshare', args, { timeoutMs: MOUNT_LIMIT_MS });
  if (answer === undefined) return skip('unshare is not installed (package util-linux)');
  const request = Buffer.from(answer.stdout, 'latin1');
  if (answer.code === 0 && request.length > REQUEST_HEADER_BYTES + 8) return judgeRequest(request);
  return skip(`could not be tried: ${whyNot(answer.stderr, answer.code)}`);
}

/** A request begins with its length and its kind; that of FUSE_INIT goes on with the version. */
function judgeRequest(request: Buffer): Outcome {
  const isInit = request.readUInt32LE(4) === FUSE_INIT;
  const [major, minor] = [
    request.readUInt32LE(REQUEST_HEADER_BYTES),
    request.readUInt32LE(REQUEST_HEADER_BYTES + 4),
  ];
  return judge(isInit, {
    found: isInit ? `mounted; the kernel speaks FUSE ${major}.${minor}` : 'an unknown request came',
    needed: 'FUSE_INIT from the kernel',
    advice: 'report it with this line and the version of the kernel',
    otherwise: 'warn',
  });
}

function whyNot(stderr: string, code: number): string {
  const line = stderr.trim().split('\n')[0] ?? '';
  return line === '' ? `exit code ${code}` : line;
}
