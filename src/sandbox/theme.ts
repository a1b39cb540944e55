/** The editor's colours and type are the page's own variables, so that the editor and its static fallback look the same in both themes. */
import type { SandpackTheme } from '@codesandbox/sandpack-react';

export const theme: SandpackTheme = {
  colors: {
    surface1: 'transparent',
    surface2: 'var(--lab-line)',
    surface3: 'var(--code-active)',
    disabled: 'var(--lab-soft)',
    base: 'var(--code-plain)',
    clickable: 'var(--lab-soft)',
    hover: 'var(--lab-ink)',
    accent: 'var(--lab-accent)',
  },
  syntax: {
    plain: 'var(--code-plain)',
    comment: 'var(--code-comment)',
    keyword: 'var(--code-keyword)',
    definition: 'var(--code-function)',
    punctuation: 'var(--code-plain)',
    property: 'var(--code-plain)',
    tag: 'var(--code-function)',
    static: 'var(--code-constant)',
    string: 'var(--code-string)',
  },
  font: { body: 'inherit', mono: 'var(--code-font)', size: 'var(--code-size)', lineHeight: 'var(--code-line)' },
};
