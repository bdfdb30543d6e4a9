// Starts a demo shop of its own on a free port, for tools that come from npm.
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const READY_WITHIN_MS = 60_000;

/** The GraphQL address of the binary in target/debug (or OXCART_BINARY), started for it, and how to stop it. */
export async function start() {
  const target = process.env.CARGO_TARGET_DIR ?? fileURLToPath(new URL('../target', import.meta.url));
  const binary = process.env.OXCART_BINARY ?? join(target, 'debug', 'oxcart');
  const data = await mkdtemp(join(tmpdir(), 'oxcart-demo-'));
  const environment = { ...process.env, OXCART_LOG_LEVEL: 'warn' };
  delete environment.DATABASE_URL;
  const child = spawn(binary, ['serve', '--bind', '127.0.0.1:0', '--data-dir', data], {
    env: environment,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const stop = async () => {
    const ended = new Promise((resolve) => child.once('exit', resolve));
    if (child.exitCode === null && child.kill('SIGTERM')) await ended;
    await rm(data, { recursive: true, force: true });
  };
  const url = await new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error('the server was not ready in time')), READY_WITHIN_MS);
    let said = '';
    child.stdout.on('data', (chunk) => {
      said += chunk;
      const found = /(http:\/\/\S+\/graphql)\s/.exec(said);
      if (found) {
        clearTimeout(late);
        resolve(found[1]);
      }
    });
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}`)));
  }).catch(async (error) => {
    await stop();
    throw error;
  });
  return { url, stop };
}
