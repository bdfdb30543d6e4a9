// What the page shows: GraphiQL on the storefront API, with a tab for each example; with `?api=admin` on the admin API,
// with a field for the key.

/** What the examples are asked about in the demo shop: their own defaults fit any shop. */
const DEMO = {
  collection: { handle: 'hidden-homepage-featured-items', filters: [] },
  product: { handle: 'brook-mug' },
};

/** The order in which the examples stand; others follow by name. */
const ORDER = ['home', 'collection', 'product', 'search', 'another_country'];

const WELCOME = {
  storefront: `# The storefront API of this shop.
#
# Ctrl-Space completes, Ctrl-Enter runs. The book on the left is the documentation.
query Shop {
  shop {
    name
  }
}
`,
  admin: `# The admin API of this shop. Enter a key above: \`oxcart admin create-key --name me --scope all\` makes one.
#
# Ctrl-Space completes, Ctrl-Enter runs. The book on the left is the documentation.
query Products {
  currentApiKey {
    name
    scopes
  }
  products(first: 5) {
    nodes {
      id
      title
      status
      variants(first: 3) {
        nodes {
          id
          title
          sku
          inventoryQuantity
        }
      }
    }
  }
}
`,
};

/** Where the key is kept: until the tab is closed, and in this tab only. */
const KEY = 'oxcart:admin-key';

const api = new URLSearchParams(window.location.search).get('api') === 'admin' ? 'admin' : 'storefront';

async function examples() {
  if (api === 'admin') return [];
  try {
    const response = await fetch('/playground/examples.json');
    return response.ok ? await response.json() : [];
  } catch {
    return [];
  }
}

function place({ name }) {
  const at = ORDER.indexOf(name);
  return at < 0 ? ORDER.length : at;
}

/** GraphiQL remembers its tabs; those of the two APIs apart. */
function memory() {
  if (api === 'storefront') return window.localStorage;
  const named = (name) => `admin:${name}`;
  const { localStorage } = window;
  const ours = () => Object.keys(localStorage).filter((name) => name.startsWith(named('')));
  return {
    getItem: (name) => localStorage.getItem(named(name)),
    setItem: (name, value) => localStorage.setItem(named(name), value),
    removeItem: (name) => localStorage.removeItem(named(name)),
    clear: () => ours().forEach((name) => localStorage.removeItem(name)),
    get length() {
      return ours().length;
    },
  };
}

/** The line above the editor: which API, and the key that the admin API wants. Tells every new key. */
function bar(onKey) {
  const line = document.createElement('nav');
  line.className = 'apis';
  for (const [name, title, href] of [
    ['storefront', 'Storefront API', '/playground'],
    ['admin', 'Admin API', '/playground?api=admin'],
  ]) {
    const link = document.createElement('a');
    link.href = href;
    link.textContent = title;
    if (name === api) link.setAttribute('aria-current', 'page');
    line.append(link);
  }
  if (api === 'admin') {
    const label = document.createElement('label');
    const field = document.createElement('input');
    field.type = 'password';
    field.placeholder = 'oxadm_…';
    field.autocomplete = 'off';
    field.spellcheck = false;
    field.value = window.sessionStorage.getItem(KEY) ?? '';
    let told = field.value;
    let waiting;
    const tell = () => {
      clearTimeout(waiting);
      const key = field.value.trim();
      if (key === told) return;
      told = key;
      window.sessionStorage.setItem(KEY, key);
      onKey(key);
    };
    // Not only when the field is left: that is also the click that runs a query, and the page is drawn anew under it.
    field.addEventListener('input', () => {
      clearTimeout(waiting);
      waiting = setTimeout(tell, 200);
    });
    field.addEventListener('change', tell);
    label.append('Key ', field);
    line.append(label);
  }
  return line;
}

/** Draws the page with the libraries it is given, from the bundle or from elsewhere. */
export async function start({ createElement, createRoot, GraphiQL, createFetcher }) {
  const found = await examples();
  const tabs = found
    .sort((a, b) => place(a) - place(b) || a.name.localeCompare(b.name))
    .map(({ name, query }) => ({
      query,
      variables: DEMO[name] ? JSON.stringify(DEMO[name], null, 2) : undefined,
    }));
  const logo = createElement(
    GraphiQL.Logo,
    null,
    createElement('a', { className: 'oxcart', href: '/', title: 'The APIs of this shop' }, 'Oxcart'),
  );
  const storage = memory();
  const root = document.getElementById('playground');
  root.textContent = '';
  const drawn = createRoot(root);
  const draw = (key) => {
    // Every answer says how many SQL statements it took.
    const headers = { 'x-oxcart-debug': 'sql' };
    if (key) headers.authorization = `Bearer ${key}`;
    const properties = {
      // Another key is another view of the schema: everything is asked again.
      key,
      fetcher: createFetcher({ url: api === 'admin' ? '/admin/graphql' : '/graphql', headers }),
      storage,
      defaultQuery: WELCOME[api],
      defaultTabs: tabs.length > 0 ? tabs : undefined,
      defaultEditorToolsVisibility: 'variables',
      shouldPersistHeaders: false,
    };
    drawn.render(createElement(GraphiQL, properties, logo));
  };
  root.before(bar(draw));
  draw(api === 'admin' ? (window.sessionStorage.getItem(KEY) ?? '') : '');
}
