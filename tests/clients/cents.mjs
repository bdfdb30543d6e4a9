/** Cents of an amount as the dialect writes it: `"24.5"` is 2450. */
export function cents(amount) {
  const [whole, part = ''] = amount.split('.');
  return Number(whole) * 100 + Number(part.padEnd(2, '0'));
}

/** So many per cent off, rounded half up, as the shop does it. */
export function off(amount, percent) {
  return amount - Math.floor((amount * percent + 50) / 100);
}
