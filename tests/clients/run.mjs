// Fills, changes and prices carts with storefront clients as they come from npm, and holds what they make of the
// answers against what the demo shop sells.
//
//   node run.mjs URL    against a demo shop that runs, such as http://127.0.0.1:8000/graphql
//   node run.mjs        against the binary in target/debug (or OXCART_BINARY), started for it
//
// Ends with 1 when a client does not get what it should.
import { start } from '../demo_shop.mjs';
import { buySdk } from './buy_sdk.mjs';
import { cents } from './cents.mjs';
import { hydrogenReact } from './hydrogen_react.mjs';

const CLIENTS = { 'shopify-buy 3.0.7': buySdk, '@shopify/hydrogen-react 2026.4.4': hydrogenReact };

const given = process.argv[2];
const server = given ? { url: given, stop: async () => {} } : await start();
let failed = 0;
try {
  const goods = await goodsOf(server.url);
  for (const [name, client] of Object.entries(CLIENTS)) {
    try {
      const steps = await client(new URL(server.url).origin, goods);
      console.log(`ok   ${name}: ${steps.join(', ')}`);
    } catch (error) {
      failed += 1;
      console.error(`FAIL ${name}: ${error.stack}`);
    }
  }
} finally {
  await server.stop();
}
// What a client keeps running must not keep us.
process.exit(failed === 0 ? 0 : 1);

/** Two things of the demo shop that are in stock, with their prices in cents. */
async function goodsOf(url) {
  const query = `{ products(first: 20, query: "mug OR tumbler") { nodes { title handle variants(first: 5) { nodes {
    id quantityAvailable price { amount currencyCode } compareAtPrice { amount } } } } } }`;
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  const { data } = await response.json();
  const found = data.products.nodes.flatMap(({ title, handle, variants }) =>
    variants.nodes
      .filter((variant) => variant.quantityAvailable >= 5)
      .slice(0, 1)
      .map(({ id, price }) => ({ id, title, handle, cents: cents(price.amount), currency: price.currencyCode })),
  );
  if (found.length < 2) throw new Error('this is not the demo shop: there are no two mugs');
  return found.slice(0, 2);
}

