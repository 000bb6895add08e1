// @ts-check
/** The command `vtlkit`, as it was just built. */
import { execFile } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const execute = promisify(execFile);

const root = (/** @type {string} */ path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** Where the command is. */
const VTLKIT = process.env.VTLKIT ?? root('target/debug/vtlkit');

/** So many commands run at once. */
const AT_ONCE = availableParallelism();
/** How many run, and who waits. */
let running = 0;
/** @type {(() => void)[]} */
const waiting = [];

/** Waits until another command may start. */
async function turn() {
  if (running < AT_ONCE) running += 1;
  else await new Promise((resolve) => waiting.push(() => resolve(undefined)));
}

/** Lets the next one start. */
function done() {
  const next = waiting.shift();
  if (next) next();
  else running -= 1;
}

/**
 * Runs the command and gives what it prints, whatever its exit code is.
 * @param {string[]} options
 * @param {string} folder
 * @returns {Promise<string>}
 */
export async function vtlkit(options, folder = root('.')) {
  await turn();
  try {
    const environment = { ...process.env, NO_COLOR: '1', COLUMNS: '100' };
    return (await execute(VTLKIT, options, { cwd: folder, env: environment })).stdout;
  } catch (error) {
    const { code, stdout, stderr } = /** @type {{ code?: number, stdout?: string, stderr?: string }} */ (error);
    if (code === 1 && stdout !== undefined) return stdout;
    throw new Error(`vtlkit ${options.join(' ')}: ${stderr || String(error)}`);
  } finally {
    done();
  }
}

export { root };
