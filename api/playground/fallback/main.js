// The page where the bundle was not built: its libraries came from a CDN, as globals.
import { start } from './page.js';

const { React, ReactDOM, GraphiQL } = window;
if (React && ReactDOM && GraphiQL) {
  start({
    createElement: React.createElement,
    createRoot: ReactDOM.createRoot,
    GraphiQL,
    createFetcher: GraphiQL.createFetcher,
  });
} else {
  document.getElementById('playground').textContent =
    'The playground could not be loaded. The APIs are at /graphql and /admin/graphql all the same.';
}
