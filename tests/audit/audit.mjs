// Runs the GraphQL-over-HTTP audit suite against a server, and prints what it found.
//
//   node audit.mjs URL    against a server that runs, such as http://127.0.0.1:8000/graphql
//   node audit.mjs        against the binary in target/debug (or OXCART_BINARY), started for it
//
// Ends with 1 when anything that the specification says MUST or SHOULD fails.
import { serverAudits } from 'graphql-http';
import { start } from '../demo_shop.mjs';

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
