import { fileURLToPath } from 'node:url';
import react from '@astrojs/react';
import starlight from '@astrojs/starlight';
import { defineConfig } from 'astro/config';
import { contentSecurityPolicy } from './src/build/csp.ts';
import { licenceNotice } from './src/build/licences/integration.ts';
import { labsByTouch } from './src/build/labs-by-touch.ts';
import { storable } from './src/build/offline.ts';
import { pagesAsTheyAreMade } from './src/build/pages/integration.ts';
import { exerciseLinks } from './src/components/exercise/sidebar.ts';

const own = (path) => fileURLToPath(new URL(path, import.meta.url));
/** What Sandpack, whose editor we use, imports besides: a Node for browsers that is not open source, and a polyfill. */
const notShipped = {
  '@codesandbox/nodebox': own('src/sandbox/no-nodebox.ts'),
  'intersection-observer': own('src/sandbox/no-polyfill.ts'),
};

export default defineConfig({
  site: process.env.SITE_URL,
  base: process.env.BASE_PATH ?? '/',
  outDir: process.env.OUT_DIR ?? './dist',
  cacheDir: process.env.CACHE_DIR,
  devToolbar: { enabled: false },
  vite: { resolve: { alias: notShipped } },
  integrations: [
    starlight({
      title: { en: 'Waitlab', 'zh-CN': '等在哪里' },
      logo: { src: './src/components/site/logo.svg', alt: '' },
      favicon: '/favicon.svg',
      defaultLocale: 'en',
      locales: {
        en: { label: 'English', lang: 'en' },
        'zh-cn': { label: '简体中文', lang: 'zh-CN' },
      },
      sidebar: [
        { slug: 'index' },
        { slug: 'positioning' },
        { slug: 'waiting' },
        { slug: 'splitting' },
        { slug: 'data' },
        { slug: 'operations' },
        { slug: 'conclusion' },
        { slug: 'guide' },
        { slug: 'progress' },
        {
          label: 'Together',
          translations: { 'zh-CN': '一起学' },
          items: [
            { slug: 'session' },
            { link: '/session/present/', label: 'Presenter view', translations: { 'zh-CN': '演示视图' } },
            { slug: 'session/ready' },
            { slug: 'session/team' },
            { slug: 'session/handout' },
          ],
        },
        {
          label: 'Exercises',
          translations: { 'zh-CN': '练习' },
          collapsed: true,
          items: [
            { label: 'All exercises', translations: { 'zh-CN': '全部练习' }, link: '/exercises/' },
            ...exerciseLinks(),
          ],
        },
        {
          label: 'Appendix',
          translations: { 'zh-CN': '附录' },
          items: [{ slug: 'real-and-virtual' }, { slug: 'claims' }, { slug: 'glossary' }, { slug: 'measurements' }],
        },
      ],
      // A lab needs the width that a table of contents would take.
      tableOfContents: false,
      disable404Route: true,
      credits: false,
      // Pagefind's own weights: Starlight's put a page that has both characters of a Chinese word apart before one that has the word.
      pagefind: { ranking: { pageLength: 0.1, termFrequency: 1, termSaturation: 2, termSimilarity: 1 } },
      // Chapters live outside Starlight's own folder, so asides and heading links must be told where.
      markdown: { processedDirs: ['./content/chapters'] },
      customCss: ['./src/styles/tokens.css', './src/styles/site.css'],
      components: {
        Head: './src/components/site/Head.astro',
        Footer: './src/components/site/Footer.astro',
        MobileMenuToggle: './src/components/site/MobileMenuToggle.astro',
      },
      expressiveCode: {
        themes: ['one-light', 'one-dark-pro'],
        // A block that scrolls sideways is a landmark without a name, and a chapter has several.
        defaultProps: { wrap: true },
        styleOverrides: {
          borderColor: 'var(--sl-color-hairline-light)',
          borderRadius: '0.5rem',
          codeBackground: 'var(--panel)',
          codeFontSize: '0.84375rem',
          codeLineHeight: '1.65',
          frames: {
            shadowColor: 'transparent',
            editorBackground: 'var(--panel)',
            editorTabBarBackground: 'transparent',
            editorTabBarBorderBottomColor: 'transparent',
            editorActiveTabBackground: 'transparent',
            editorActiveTabForeground: 'var(--sl-color-gray-3)',
            editorActiveTabBorderColor: 'transparent',
            editorActiveTabIndicatorBottomColor: 'transparent',
            editorActiveTabIndicatorTopColor: 'transparent',
          },
        },
      },
    }),
    react(),
    labsByTouch(),
    pagesAsTheyAreMade(),
    licenceNotice(),
    // After all that write into pages: it hashes what they wrote.
    contentSecurityPolicy(),
    // Last: it lists the files as they are served.
    storable(),
  ],
});
