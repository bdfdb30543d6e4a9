// A purchase, up to the payment, on the demo shop: a guest fills a cart, enters a code, says where it goes, registers,
// logs in, and what they had put into a cart elsewhere comes into this one. After each step the price is printed as the
// shop explains it, and added up again here, in whole minor units. Ends with 1 at the first cent that is not explained.
//
//   node examples/cart.mjs                                   the shop at http://127.0.0.1:8000
//   OXCART_URL=http://192.0.2.1:8000 node examples/cart.mjs  another one
//
// Needs Node 18 or newer, and nothing else. It can be run as often as one likes.
import { randomUUID } from 'node:crypto';

const URL_OF_SHOP = (process.env.OXCART_URL ?? 'http://127.0.0.1:8000').replace(/\/+$/, '');

const CART = `fragment Priced on Cart {
  id version totalQuantity
  lines(first: 50) { nodes {
    id quantity
    merchandise { ... on ProductVariant { id title product { title } } }
    cost { amountPerQuantity { amount } subtotalAmount { amount } totalAmount { amount } }
    discountAllocations { discountedAmount { amount } }
  } }
  discountAllocations { targetType discountedAmount { amount } }
  discountCodes { code applicable }
  cost { subtotalAmount { amount } totalAmount { amount currencyCode } totalTaxAmount { amount } }
  deliveryGroups(first: 1) { nodes {
    deliveryOptions { handle title estimatedCost { amount } }
    selectedDeliveryOption { handle estimatedCost { amount } }
  } }
  pricing {
    steps { kind subject lineId before { amount } after { amount } change { amount } explanation }
    totals {
      subtotal { amount } discounts { amount } shipping { amount } tax { amount } taxIncluded
      taxes { name rate base { amount } amount { amount } }
      total { amount } giftCards { amount } storeCredit { amount } payable { amount }
    }
  }
}`;
const ANSWER = `cart { ...Priced } userErrors { code field message } warnings { code message }`;

class Disagreement extends Error {}

/** Runs an operation; anything but data is the end. */
async function ask(query, variables = {}) {
  let response;
  try {
    response = await fetch(`${URL_OF_SHOP}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({ query, variables }),
    });
  } catch (error) {
    throw new Disagreement(`no shop answers at ${URL_OF_SHOP}: ${error.cause?.message ?? error.message}`);
  }
  const body = await response.json();
  if (body.errors) throw new Disagreement(`the shop answered ${JSON.stringify(body.errors)}`);
  return body.data;
}

/** Runs a mutation of a cart and gives the cart; what is refused is the end, what is warned of is printed. */
async function edit(call, types, variables) {
  const declared = Object.entries(types).map(([name, type]) => `$${name}: ${type}`).join(', ');
  const { edited } = await ask(`mutation (${declared}) { edited: ${call} { ${ANSWER} } } ${CART}`, variables);
  refuse(edited.userErrors);
  for (const warning of edited.warnings) console.log(`  (${warning.code}: ${warning.message})`);
  return edited.cart;
}

function refuse(userErrors) {
  if (userErrors.length > 0) throw new Disagreement(`refused: ${JSON.stringify(userErrors)}`);
}

/** An amount in thousandths, whatever the currency: never a floating-point number. */
function units({ amount }) {
  const [, sign, whole, part = ''] = /^(-?)(\d+)(?:\.(\d{1,3}))?$/.exec(amount) ?? [];
  if (whole === undefined) throw new Disagreement(`${amount} is no amount`);
  const value = BigInt(whole) * 1000n + BigInt(part.padEnd(3, '0'));
  return sign ? -value : value;
}

function text(value) {
  const digits = (value < 0n ? -value : value).toString().padStart(4, '0');
  return `${value < 0n ? '-' : ''}${digits.slice(0, -3)}.${digits.slice(-3).replace(/0$/, '')}`;
}

const whole = (count) => BigInt(count) * 1000n;
const sum = (amounts) => amounts.reduce((total, amount) => total + units(amount), 0n);

function same(what, one, other) {
  if (one !== other) throw new Disagreement(`${what}: ${text(one)} is not ${text(other)}`);
}

/** Adds everything up again. */
function check(cart) {
  const { steps, totals } = cart.pricing;
  const lines = cart.lines.nodes;
  // What each thing came to so far: a step goes on where the one before it ended.
  const reached = new Map();
  for (const step of steps) {
    same(`"${step.explanation}" changes`, units(step.change), units(step.after) - units(step.before));
    const subject = step.lineId ?? step.subject;
    same(`"${step.explanation}" begins at`, units(step.before), reached.get(subject) ?? units(step.before));
    reached.set(subject, units(step.after));
  }
  same('the steps add up to what is to be paid', sum(steps.map((step) => step.change)), units(totals.payable));
  const addedTax = totals.taxIncluded ? 0n : units(totals.tax);
  const total = units(totals.subtotal) - units(totals.discounts) + units(totals.shipping) + addedTax;
  same('the total', units(totals.total), total);
  same('what is to be paid', units(totals.payable), total - units(totals.giftCards) - units(totals.storeCredit));
  same('the tax by rate', sum(totals.taxes.map((tax) => tax.amount)), units(totals.tax));

  same('cost.totalAmount', units(cart.cost.totalAmount), total);
  same('cost.subtotalAmount', units(cart.cost.subtotalAmount), sum(lines.map((line) => line.cost.totalAmount)));
  same('cost.totalTaxAmount', cart.cost.totalTaxAmount ? units(cart.cost.totalTaxAmount) : 0n, units(totals.tax));
  same('the lines before discounts', sum(lines.map((line) => line.cost.subtotalAmount)), units(totals.subtotal));
  for (const { quantity, cost, discountAllocations, merchandise } of lines) {
    const own = sum(discountAllocations.map((part) => part.discountedAmount));
    const name = merchandise.product.title;
    same(`${quantity} × ${name}`, units(cost.subtotalAmount), units(cost.amountPerQuantity) * BigInt(quantity));
    same(`${name} after its discounts`, units(cost.totalAmount), units(cost.subtotalAmount) - own);
  }
  const ofOrder = cart.discountAllocations.filter((part) => part.targetType === 'LINE_ITEM');
  const ofLines = lines.flatMap((line) => line.discountAllocations);
  const allocated = sum([...ofOrder, ...ofLines].map((part) => part.discountedAmount));
  same('the discounts, part by part', allocated, units(totals.discounts));
  same('units', whole(cart.totalQuantity), whole(lines.reduce((all, line) => all + line.quantity, 0)));
}

/** Prints how the price came about, and holds it against everything else the cart says. */
function explain(title, cart) {
  const currency = cart.cost.totalAmount.currencyCode;
  console.log(`\n${title}`);
  for (const { quantity, merchandise } of cart.lines.nodes) {
    console.log(`  ${quantity} × ${merchandise.product.title}, ${merchandise.title}`);
  }
  for (const { change, explanation } of cart.pricing.steps) {
    console.log(`  ${text(units(change)).padStart(10)}  ${explanation}`);
  }
  console.log(`  ${text(units(cart.pricing.totals.payable)).padStart(10)}  ${currency} to pay`);
  check(cart);
}

/** Something of the shop that is in stock, by what it is called. */
async function choose(word) {
  const { products } = await ask(
    `query ($word: String!) { products(first: 10, query: $word) { nodes { title variants(first: 10) { nodes {
       id availableForSale quantityAvailable } } } } }`,
    { word },
  );
  const variants = products.nodes.flatMap((product) => product.variants.nodes);
  const found = variants.find((variant) => variant.availableForSale && variant.quantityAvailable >= 4);
  if (!found) throw new Disagreement(`the shop has nothing like "${word}" in stock: is it the demo shop?`);
  return found.id;
}

async function register() {
  const input = { email: `guest-${randomUUID()}@example.com`, password: randomUUID(), firstName: 'Ada', lastName: 'Lane' };
  const { customerCreate } = await ask(
    'mutation ($input: CustomerCreateInput!) { customerCreate(input: $input) { customer { email } customerUserErrors { code message } } }',
    { input },
  );
  refuse(customerCreate.customerUserErrors);
  console.log(`\n${input.email} registers.`);
  const { customerAccessTokenCreate } = await ask(
    `mutation ($input: CustomerAccessTokenCreateInput!) { customerAccessTokenCreate(input: $input) {
       customerAccessToken { accessToken } customerUserErrors { code message } } }`,
    { input: { email: input.email, password: input.password } },
  );
  refuse(customerAccessTokenCreate.customerUserErrors);
  return customerAccessTokenCreate.customerAccessToken.accessToken;
}

const quantityOf = (cart, id) =>
  cart.lines.nodes.filter((line) => line.merchandise.id === id).reduce((all, line) => all + line.quantity, 0);

async function purchase() {
  const [mug, linen] = [await choose('mug'), await choose('linen')];
  const of = (merchandiseId, quantity) => ({ merchandiseId, quantity });

  let cart = await edit('cartCreate(input: $input)', { input: 'CartInput!' },
    { input: { buyerIdentity: { countryCode: 'DE' }, lines: [of(mug, 2)] } });
  explain('A guest puts two mugs into a cart.', cart);
  const id = cart.id;

  cart = await edit('cartLinesAdd(cartId: $id, lines: $lines)', { id: 'ID!', lines: '[CartLineInput!]!' },
    { id, lines: [of(linen, 1)] });
  explain('Something of linen, which is on sale by itself.', cart);

  cart = await edit('cartDiscountCodesUpdate(cartId: $id, discountCodes: ["WELCOME10"])', { id: 'ID!' }, { id });
  if (!cart.discountCodes[0].applicable) throw new Disagreement('WELCOME10 does nothing');
  explain('The code WELCOME10.', cart);

  const address = { firstName: 'Ada', lastName: 'Lane', address1: 'Invalidenstraße 1', zip: '10115', city: 'Berlin', countryCode: 'DE' };
  cart = await edit('cartDeliveryAddressesAdd(cartId: $id, addresses: $addresses)',
    { id: 'ID!', addresses: '[CartSelectableAddressInput!]!' },
    { id, addresses: [{ address: { deliveryAddress: address }, selected: true }] });
  explain('It goes to Berlin.', cart);
  const group = cart.deliveryGroups.nodes[0];
  for (const { handle, title, estimatedCost } of group.deliveryOptions) {
    const mark = handle === group.selectedDeliveryOption.handle ? '*' : ' ';
    console.log(`  ${mark} ${text(units(estimatedCost)).padStart(8)}  ${title}`);
  }
  for (const tax of cart.pricing.totals.taxes) {
    console.log(`  of that ${tax.name} at ${tax.rate} on ${text(units(tax.base))}: ${text(units(tax.amount))}`);
  }
  if (cart.pricing.totals.taxes.length === 0) throw new Disagreement('no tax is due in Germany');

  const token = await register();
  const elsewhere = await edit('cartCreate(input: $input)', { input: 'CartInput!' },
    { input: { buyerIdentity: { countryCode: 'DE', customerAccessToken: token }, lines: [of(mug, 1), of(linen, 1)] } });
  explain('On their phone, logged in, they had begun another cart.', elsewhere);

  const before = cart;
  cart = await edit('cartBuyerIdentityUpdate(cartId: $id, buyerIdentity: { customerAccessToken: $token })',
    { id: 'ID!', token: 'String!' }, { id, token });
  explain('They log in here: both carts are one.', cart);
  for (const [name, variant] of [['mugs', mug], ['linen', linen]]) {
    same(`${name} after the merge`, whole(quantityOf(cart, variant)),
      whole(quantityOf(before, variant) + quantityOf(elsewhere, variant)));
  }
  const { cart: led } = await ask(`query ($id: ID!) { cart(id: $id) { ...Priced } } ${CART}`, { id: elsewhere.id });
  check(led);
  same('the key of the other cart opens this one, at', units(led.cost.totalAmount), units(cart.cost.totalAmount));
}

try {
  await purchase();
  console.log('\nEvery cent is explained.');
} catch (error) {
  if (!(error instanceof Disagreement)) throw error;
  console.error(`\nNot right: ${error.message}`);
  process.exitCode = 1;
}
