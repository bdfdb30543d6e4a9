// The JavaScript Buy SDK: carts behind a checkout of the kind there was before carts.
import assert from 'node:assert/strict';
import Client from 'shopify-buy';
import { cents, off } from './cents.mjs';

/** Its address is always https: the request goes to the shop's, otherwise as the SDK made it. */
function clientOf(origin) {
  const here = (url, options) => fetch(new URL(new URL(url).pathname, origin), options);
  return Client.buildClient({ domain: 'shop.example', storefrontAccessToken: 'public' }, here);
}

export async function buySdk(origin, [mug, other]) {
  const client = clientOf(origin);
  const { checkout: carts } = client;
  const quantities = (cart) => Object.fromEntries(cart.lineItems.map((line) => [line.variant.id, line.quantity]));

  const product = await client.product.fetchByHandle(mug.handle);
  assert.equal(product.title, mug.title);

  let cart = await carts.create({ lineItems: [{ variantId: mug.id, quantity: 1 }] });
  assert.deepEqual(quantities(cart), { [mug.id]: 1 });
  assert.equal(cents(cart.lineItemsSubtotalPrice.amount), mug.cents);
  assert.match(cart.webUrl, /\/checkout\//);

  cart = await carts.addLineItems(cart.id, [{ variantId: other.id, quantity: 2, customAttributes: [{ key: 'Gift', value: 'yes' }] }]);
  assert.deepEqual(quantities(cart), { [mug.id]: 1, [other.id]: 2 });
  assert.deepEqual(cart.lineItems[1].customAttributes.map(({ key, value }) => [key, value]), [['Gift', 'yes']]);

  const [first, second] = cart.lineItems;
  cart = await carts.updateLineItems(cart.id, [{ id: first.id, quantity: 3 }]);
  assert.deepEqual(quantities(cart), { [mug.id]: 3, [other.id]: 2 });
  const goods = 3 * mug.cents + 2 * other.cents;
  assert.equal(cents(cart.lineItemsSubtotalPrice.amount), goods);

  const shipped = cents(cart.totalPrice.amount) - goods;
  cart = await carts.addDiscount(cart.id, 'WELCOME10');
  assert.equal(cents(cart.totalPrice.amount), off(goods, 10) + shipped);
  assert.equal(cart.discountApplications[0].code, 'WELCOME10');
  const allocated = cart.lineItems.flatMap((line) => line.discountAllocations);
  assert.equal(allocated.reduce((sum, part) => sum + cents(part.allocatedAmount.amount), 0), goods - off(goods, 10));
  cart = await carts.removeDiscount(cart.id);
  assert.equal(cents(cart.totalPrice.amount), goods + shipped);

  cart = await carts.updateAttributes(cart.id, { note: 'Ring twice', customAttributes: [{ key: 'Source', value: 'kiosk' }] });
  assert.equal(cart.note, 'Ring twice');
  assert.deepEqual(cart.customAttributes.map(({ key, value }) => [key, value]), [['Source', 'kiosk']]);

  cart = await carts.removeLineItems(cart.id, [second.id]);
  assert.deepEqual(quantities(cart), { [mug.id]: 3 });
  cart = await carts.replaceLineItems(cart.id, [{ variantId: other.id, quantity: 1 }]);
  assert.deepEqual(quantities(cart), { [other.id]: 1 });
  cart = await carts.fetch(cart.id);
  assert.deepEqual(quantities(cart), { [other.id]: 1 });
  cart = await carts.addLineItems(cart.id, [{ variantId: 'gid://shopify/ProductVariant/1', quantity: 1 }]);
  assert.deepEqual([cart.userErrors.length, quantities(cart)], [1, { [other.id]: 1 }]);
  return ['create', 'add', 'update', 'discount', 'attributes', 'remove', 'replace', 'fetch', 'refusal'];
}
