// Writes fallback/cdn.html: what the page loads where it was not built, with the hashes of the very
// files that npm installed from package-lock.json. Run it again after changing a version.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';

const FILES = [
  ['graphiql', 'graphiql.min.css'],
  ['react', 'umd/react.production.min.js'],
  ['react-dom', 'umd/react-dom.production.min.js'],
  ['graphiql', 'graphiql.min.js'],
];

const lines = FILES.map(([name, file]) => {
  const { version } = JSON.parse(readFileSync(`node_modules/${name}/package.json`, 'utf8'));
  const hash = createHash('sha384').update(readFileSync(`node_modules/${name}/${file}`)).digest('base64');
  const url = `https://cdn.jsdelivr.net/npm/${name}@${version}/${file}`;
  const guard = `integrity="sha384-${hash}" crossorigin="anonymous"`;
  return file.endsWith('.css')
    ? `<link rel="stylesheet" href="${url}" ${guard} />`
    : `<script src="${url}" ${guard}></script>`;
});
writeFileSync('fallback/cdn.html', `${lines.join('\n')}\n`);
