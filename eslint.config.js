import js from '@eslint/js';
import astro from 'eslint-plugin-astro';
import reactHooks from 'eslint-plugin-react-hooks';
import globals from 'globals';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

export default defineConfig(
  { ignores: ['node_modules/', 'dist/', 'public/', '.astro/', '.cache/'] },
  js.configs.recommended,
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      // A callback that only calls something says what it does without braces.
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // `interface` and `type` say different things in this code: a shape, and a choice between shapes.
      '@typescript-eslint/consistent-type-definitions': 'off',
      // Numbers in messages need no `String()` around them.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // `process.env` and records read by key are written with brackets, as the strict compiler demands.
      '@typescript-eslint/dot-notation': 'off',
    },
  },
  { files: ['**/*.{ts,tsx}'], extends: [reactHooks.configs.flat.recommended] },
  { files: ['**/*.{js,mjs}'], languageOptions: { globals: globals.node } },
  ...astro.configs.recommended,
);
