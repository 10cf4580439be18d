// Loaded by every tool before anything else, and copied into its package: an older Node stops here
// with the exit code of a wrong use (64). Left alone, it would end with 1 on a syntax or a module
// that it does not know, and 1 means that the check failed.
import process from 'node:process';

const FLOOR = [20, 19];
const EXIT_USAGE = 64;

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < FLOOR[0] || (major === FLOOR[0] && minor < FLOOR[1])) {
  console.error(`lighthouse needs Node ${FLOOR.join('.')} or newer; this is ${process.version}`);
  process.exit(EXIT_USAGE);
}
