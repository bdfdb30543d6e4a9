// The whole life of an order on the demo shop, through its two APIs: a guest looks for a mug, fills a cart, enters a code,
// says where it goes and how, and pays; the shop sends it in two parcels, takes one unit back and gives its money back.
// After each step the shop's doctor compares all that is kept twice. Ends with 1 at the first thing that is not right.
//
//   OXCART_ADMIN_KEY=oxadm_… node examples/order.mjs         a key from: oxcart admin create-key --scope all
//   OXCART_URL=http://192.0.2.1:8000 …                       another shop than the one at http://127.0.0.1:8000
//
// Needs Node 18 or newer, and nothing else. It can be run as often as there are mugs.
import { randomUUID } from 'node:crypto';

const URL_OF_SHOP = (process.env.OXCART_URL ?? 'http://127.0.0.1:8000').replace(/\/+$/, '');
const KEY = process.env.OXCART_ADMIN_KEY;

class NotRight extends Error {}

async function send(path, headers, query, variables) {
  let response;
  try {
    response = await fetch(`${URL_OF_SHOP}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json', ...headers },
      body: JSON.stringify({ query, variables }),
    });
  } catch (error) {
    throw new NotRight(`no shop answers at ${URL_OF_SHOP}: ${error.cause?.message ?? error.message}`);
  }
  const body = await response.json();
  if (body.errors) throw new NotRight(`the shop answered ${JSON.stringify(body.errors)}`);
  return body.data;
}

const ask = (query, variables = {}) => send('/graphql', {}, query, variables);
const manage = (query, variables = {}) => send('/admin/graphql', { authorization: `Bearer ${KEY}` }, query, variables);

/** What a mutation answers; what it refuses is the end. */
function done(payload) {
  const refused = [...(payload.userErrors ?? []), ...(payload.errors ?? [])];
  if (refused.length > 0) throw new NotRight(`refused: ${JSON.stringify(refused)}`);
  return payload;
}

function same(what, found, expected) {
  if (found !== expected) throw new NotRight(`${what}: ${found}, not ${expected}`);
}

async function step(said) {
  const { doctor } = await manage('{ doctor { isWell checks { name isWell finding } } }');
  const wrong = doctor.checks.filter((check) => !check.isWell);
  if (!doctor.isWell) throw new NotRight(`${said} And the doctor says: ${JSON.stringify(wrong)}`);
  console.log(`${said}  (doctor: ${doctor.checks.length} checks, nothing wrong)`);
}

const ORDER = `fragment Life on Order { id name status displayFinancialStatus displayFulfillmentStatus
  totalPrice { amount currencyCode } totalRefunded { amount }
  lineItems(first: 10) { nodes { id title quantity unfulfilledQuantity refundedQuantity
    discountedTotal { amount } allocations { location { id } remainingQuantity } } }
  events(first: 50) { nodes { kind } } }`;

async function buy() {
  const { products } = await ask(`{ products(first: 10, query: "mug") { nodes { title variants(first: 10) { nodes {
    id availableForSale quantityAvailable } } } } }`);
  const variants = products.nodes.flatMap((product) => product.variants.nodes);
  const mug = variants.find((variant) => variant.availableForSale && variant.quantityAvailable >= 3);
  if (!mug) throw new NotRight('the shop has no three mugs in stock: is it the demo shop?');
  await step('Somebody looks for mugs.');

  const input = { buyerIdentity: { countryCode: 'DE', email: `guest-${randomUUID()}@example.com` },
    lines: [{ merchandiseId: mug.id, quantity: 3 }], discountCodes: ['WELCOME10'],
    delivery: { addresses: [{ selected: true, address: { deliveryAddress: { firstName: 'Ada', lastName: 'Lane',
      address1: 'Lange Strasse 1', zip: '10115', city: 'Berlin', countryCode: 'DE' } } }] } };
  const { cartCreate } = await ask(`mutation ($input: CartInput!) { cartCreate(input: $input) {
    cart { id deliveryGroups(first: 1) { nodes { id deliveryOptions { handle title } } } }
    userErrors { code message } } }`, { input });
  const { cart } = done(cartCreate);
  await step('Three mugs, the code WELCOME10 and an address are in a cart.');

  const [group] = cart.deliveryGroups.nodes;
  const option = group.deliveryOptions.at(-1);
  const { chosen } = await ask(`mutation ($id: ID!, $options: [CartSelectedDeliveryOptionInput!]!) {
    chosen: cartSelectedDeliveryOptionsUpdate(cartId: $id, selectedDeliveryOptions: $options) {
      cart { cost { totalAmount { amount currencyCode } } } userErrors { code message } } }`,
  { id: cart.id, options: [{ deliveryGroupId: group.id, deliveryOptionHandle: option.handle }] });
  const { totalAmount } = done(chosen).cart.cost;
  await step(`It goes by ${option.title}, for ${totalAmount.amount} ${totalAmount.currencyCode} in all.`);

  const { cartComplete } = await ask(`mutation ($input: CartCompleteInput!) { cartComplete(input: $input) {
    attempt { __typename ... on CartCompletionSuccess { orderId } } errors { code message } } }`,
  { input: { cartId: cart.id, amount: totalAmount, gateway: 'TEST', source: 'tok_visa', idempotencyKey: randomUUID() } });
  const { attempt } = done(cartComplete);
  same('the attempt', attempt.__typename, 'CartCompletionSuccess');
  await step('It is paid for.');
  return { id: attempt.orderId.split('?')[0], total: totalAmount.amount };
}

async function look(id) {
  const { order } = await manage(`query ($id: ID!) { order(id: $id) { ...Life } } ${ORDER}`, { id });
  return order;
}

async function sendPart(order, quantity) {
  const [line] = order.lineItems.nodes;
  const fulfillment = { orderId: order.id, locationId: line.allocations[0].location.id,
    lineItems: [{ lineItemId: line.id, quantity }], trackingInfo: { company: 'DHL', number: randomUUID() } };
  done((await manage(`mutation ($fulfillment: FulfillmentInput!) { fulfillmentCreate(fulfillment: $fulfillment) {
    fulfillment { id } userErrors { code message } } }`, { fulfillment })).fulfillmentCreate);
  return look(order.id);
}

async function live() {
  if (!KEY) throw new NotRight('OXCART_ADMIN_KEY is not set: make a key with `oxcart admin create-key --scope all`');
  const bought = await buy();
  let order = await look(bought.id);
  same('what was paid', order.totalPrice.amount, bought.total);
  same('the payment', order.displayFinancialStatus, 'PAID');

  order = await sendPart(order, 2);
  same('what was sent', order.displayFulfillmentStatus, 'PARTIALLY_FULFILLED');
  await step(`Order ${order.name}: two mugs are on their way.`);
  order = await sendPart(order, 1);
  same('what was sent', order.displayFulfillmentStatus, 'FULFILLED');
  await step('The third follows.');

  const [line] = order.lineItems.nodes;
  const { returnRequest } = await manage(`mutation ($input: ReturnRequestInput!) { returnRequest(input: $input) {
    return { id version } userErrors { code message } } }`,
  { input: { orderId: order.id, approved: true, reason: 'a crack', returnLineItems: [{ lineItemId: line.id, quantity: 1 }] } });
  const back = done(returnRequest).return;
  done((await manage(`mutation ($id: ID!, $version: Int!, $lines: [ReturnReceiveLineItemInput!]!) {
    returnReceive(id: $id, version: $version, lineItems: $lines) { return { status } userErrors { code message } } }`,
  { ...back, lines: [{ lineItemId: line.id, quantity: 1 }] })).returnReceive);
  await step('One comes back, with a crack: it is not put on the shelf.');

  done((await manage(`mutation ($id: ID!) { returnRefund(id: $id) {
    refund { totalRefunded { amount } } userErrors { code message } } }`, { id: back.id })).returnRefund);
  order = await look(order.id);
  same('the payment', order.displayFinancialStatus, 'PARTIALLY_REFUNDED');
  same('units refunded', order.lineItems.nodes[0].refundedQuantity, 1);
  await step(`${order.totalRefunded.amount} ${order.totalPrice.currencyCode} of ${order.totalPrice.amount} went back.`);
  console.log(`\nWhat ${order.name} has been through: ${order.events.nodes.map((event) => event.kind).join(', ')}.`);
}

try {
  await live();
} catch (error) {
  if (!(error instanceof NotRight)) throw error;
  console.error(`Not right: ${error.message}`);
  process.exitCode = 1;
}
