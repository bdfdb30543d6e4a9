// Runs the GraphQL-over-HTTP audit suite against a server, and prints what it found.
//
//   node audit.mjs URL    against a server that runs, such as http://127.0.0.1:8000/graphql
//   node audit.mjs        against the binary in target/debug (or OXCART_BINARY), started for it
//
// Ends with 1 when anything that the specification says MUST or SHOULD fails.
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serverAudits } from 'graphql-http';

const READY_WITHIN_MS = 60_000;

/** Starts a shop of its own on a free port. */
async function start() {
  const target = process.env.CARGO_TARGET_DIR ?? new URL('../../target', import.meta.url).pathname;
  const binary = process.env.OXCART_BINARY ?? join(target, 'debug', 'oxcart');
  const data = await mkdtemp(join(tmpdir(), 'oxcart-audit-'));
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

const given = process.argv[2];
const server = given ? { url: given, stop: async () => {} } : await start();
try {
  const results = [];
  for (const audit of serverAudits({ url: server.url })) results.push(await audit.fn());
  const counts = {};
  for (const result of results) {
    const level = /^(MUST|SHOULD|MAY)/.exec(result.name)?.[1] ?? 'OTHER';
    counts[level] ??= { passed: 0, failed: 0 };
    counts[level][result.status === 'ok' ? 'passed' : 'failed'] += 1;
    const mark = result.status === 'ok' ? 'ok  ' : 'FAIL';
    console.log(`${mark} ${result.id} ${result.name}${result.status === 'ok' ? '' : `\n       ${result.reason}`}`);
  }
  console.table(counts);
  const failed = ['MUST', 'SHOULD'].reduce((sum, level) => sum + (counts[level]?.failed ?? 0), 0);
  process.exitCode = failed === 0 && results.length > 0 ? 0 : 1;
} finally {
  await server.stop();
}
