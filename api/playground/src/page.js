// What the page shows: GraphiQL on the storefront API, with a tab for each example.

/** What the examples are asked about in the demo shop: their own defaults fit any shop. */
const DEMO = {
  collection: { handle: 'hidden-homepage-featured-items', filters: [] },
  product: { handle: 'brook-mug' },
};

/** The order in which the examples stand; others follow by name. */
const ORDER = ['home', 'collection', 'product', 'search', 'another_country'];

const WELCOME = `# The storefront API of this shop.
#
# Ctrl-Space completes, Ctrl-Enter runs. The book on the left is the documentation.
query Shop {
  shop {
    name
  }
}
`;

async function examples() {
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

/** Draws the page with the libraries it is given, from the bundle or from elsewhere. */
export async function start({ createElement, createRoot, GraphiQL, createFetcher }) {
  const found = await examples();
  const tabs = found
    .sort((a, b) => place(a) - place(b) || a.name.localeCompare(b.name))
    .map(({ name, query }) => ({
      query,
      variables: DEMO[name] ? JSON.stringify(DEMO[name], null, 2) : undefined,
    }));
  // Every answer says how many SQL statements it took.
  const fetcher = createFetcher({ url: '/graphql', headers: { 'x-oxcart-debug': 'sql' } });
  const logo = createElement(
    GraphiQL.Logo,
    null,
    createElement('a', { className: 'oxcart', href: '/', title: 'The storefront API' }, 'Oxcart'),
  );
  const properties = {
    fetcher,
    defaultQuery: WELCOME,
    defaultTabs: tabs.length > 0 ? tabs : undefined,
    defaultEditorToolsVisibility: 'variables',
    shouldPersistHeaders: false,
  };
  const root = document.getElementById('playground');
  root.textContent = '';
  createRoot(root).render(createElement(GraphiQL, properties, logo));
}
