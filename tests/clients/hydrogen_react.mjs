// Hydrogen's `CartProvider`, in a page without a browser.
import assert from 'node:assert/strict';
import { JSDOM } from 'jsdom';
import { cents, off } from './cents.mjs';

const WAIT_MS = 10_000;

/** What React and the provider look for in a browser. */
function page() {
  const { window } = new JSDOM('<!doctype html><div id="shop"></div>', { url: 'http://shop.example/' });
  for (const name of ['window', 'document', 'navigator', 'DOMException']) {
    Object.defineProperty(globalThis, name, { value: window[name], configurable: true, writable: true });
  }
  return window;
}

/** Shows the provider and gives a way to look at its cart. */
async function mount(window, origin, React, { createRoot }, { CartProvider, ShopifyProvider, useCart }) {
  let seen;
  const Probe = () => {
    seen = useCart();
    return null;
  };
  const shop = {
    storeDomain: origin,
    storefrontToken: 'public',
    storefrontApiVersion: '2026-04',
    countryIsoCode: 'DE',
    languageIsoCode: 'EN',
  };
  const root = createRoot(window.document.getElementById('shop'));
  const { createElement } = React;
  root.render(createElement(ShopifyProvider, shop, createElement(CartProvider, null, createElement(Probe))));
  /** The cart, once it rests and is what is waited for. */
  const until = async (what, holds) => {
    const end = Date.now() + WAIT_MS;
    for (;;) {
      if (seen?.error) throw new Error(`${what}: ${JSON.stringify(seen.error)}`);
      if (seen?.cartReady && (seen.status === 'idle' || seen.status === 'uninitialized') && holds(seen)) return seen;
      if (Date.now() > end) {
        const { status, lines, discountCodes, attributes, note } = seen ?? {};
        throw new Error(`${what}: still ${JSON.stringify({ status, lines, discountCodes, attributes, note })}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  };
  return { until, unmount: () => root.unmount() };
}

export async function hydrogenReact(origin, [mug, other]) {
  const window = page();
  const libraries = await Promise.all([import('react'), import('react-dom/client'), import('@shopify/hydrogen-react')]);
  const quantities = (cart) => Object.fromEntries(cart.lines.map((line) => [line.merchandise.id, line.quantity]));
  const are = (expected) => (cart) => JSON.stringify(quantities(cart)) === JSON.stringify(expected);
  const [react, dom, hydrogen] = libraries;
  let { until, unmount } = await mount(window, origin, react.default, dom, hydrogen);

  let cart = await until('ready', () => true);
  cart.cartCreate({ lines: [{ merchandiseId: mug.id, quantity: 1 }] });
  cart = await until('create', are({ [mug.id]: 1 }));
  assert.equal(cents(cart.cost.subtotalAmount.amount), mug.cents);
  assert.equal(cart.cost.subtotalAmount.currencyCode, mug.currency);
  assert.match(cart.checkoutUrl, /\/checkout\//);
  assert.equal(cart.buyerIdentity.countryCode, 'DE');

  cart.linesAdd([{ merchandiseId: other.id, quantity: 2, attributes: [{ key: 'Gift', value: 'yes' }] }]);
  cart = await until('add', are({ [mug.id]: 1, [other.id]: 2 }));
  assert.equal(cart.totalQuantity, 3);
  assert.equal(cart.lines[0].merchandise.product.title, mug.title);

  cart.linesUpdate([{ id: cart.lines[0].id, quantity: 3 }]);
  const goods = 3 * mug.cents + 2 * other.cents;
  cart = await until('update', ({ cost }) => cents(cost.subtotalAmount.amount) === goods);
  assert.deepEqual(quantities(cart), { [mug.id]: 3, [other.id]: 2 });

  const shipped = cents(cart.cost.totalAmount.amount) - goods;
  cart.discountCodesUpdate(['WELCOME10']);
  cart = await until('discount', ({ discountCodes }) => discountCodes.length === 1);
  assert.deepEqual(cart.discountCodes.map(({ code, applicable }) => [code, applicable]), [['WELCOME10', true]]);
  assert.equal(cents(cart.cost.totalAmount.amount), off(goods, 10) + shipped);

  cart.cartAttributesUpdate([{ key: 'Source', value: 'kiosk' }]);
  cart = await until('attributes', ({ attributes }) => attributes.length === 1);
  assert.deepEqual(cart.attributes.map(({ key, value }) => [key, value]), [['Source', 'kiosk']]);
  cart.noteUpdate('Ring twice');
  cart = await until('note', ({ note }) => note === 'Ring twice');
  cart.buyerIdentityUpdate({ email: 'ada@example.com' });
  cart = await until('buyer', ({ buyerIdentity }) => buyerIdentity.email === 'ada@example.com');

  cart.linesRemove([cart.lines[1].id]);
  cart = await until('remove', ({ totalQuantity }) => totalQuantity === 3);
  assert.deepEqual(quantities(cart), { [mug.id]: 3 });

  // The page is opened again: the provider finds its cart by the id that it kept.
  unmount();
  ({ until, unmount } = await mount(window, origin, react.default, dom, hydrogen));
  const again = await until('open again', ({ id }) => id === cart.id);
  assert.deepEqual(quantities(again), { [mug.id]: 3 });
  unmount();
  return ['create', 'add', 'update', 'discount', 'attributes', 'note', 'buyer', 'remove', 'open again'];
}
