import { defineConfig } from 'vite';

/** GraphiQL's styles carry 350 KB of fonts: page.css names those that every system has. */
const withoutFonts = {
  name: 'without-fonts',
  enforce: 'pre',
  transform(code, id) {
    if (!id.endsWith('graphiql/dist/style.css')) return null;
    return { code: code.replace(/@font-face\s*\{[^}]*\}/g, ''), map: null };
  },
};

export default defineConfig({
  base: '/playground/',
  plugins: [withoutFonts],
  build: {
    outDir: 'dist/page',
    emptyOutDir: true,
    // GraphiQL loads its editor in many small parts; one file is one request.
    rollupOptions: {
      output: { inlineDynamicImports: true },
      // "use client" is meant for other bundlers.
      onwarn: (warning, warn) => warning.code === 'MODULE_LEVEL_DIRECTIVE' || warn(warning),
    },
    chunkSizeWarningLimit: 2000,
    modulePreload: false,
    sourcemap: false,
  },
});
