import { readdirSync, readFileSync } from 'node:fs';
import process from 'node:process';

/** Kills a process and all that it started, if they are still there. */
export function killGroup(groupId: number): void {
  try {
    process.kill(-groupId, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Lists the living processes of a group from /proc; empty where there is no /proc. */
export function listGroup(groupId: number): number[] {
  let entries: string[];
  try {
    entries = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
  return entries.map(Number).filter((pid) => isAliveIn(pid, groupId));
}

/** Reads `pid (name) state ppid pgrp …`; the name may itself hold spaces and parentheses. */
function isAliveIn(pid: number, groupId: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [state, , group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return Number(group) === groupId && state !== 'Z' && state !== 'X';
  } catch {
    return false;
  }
}
