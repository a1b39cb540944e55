/** The directive `client:touch`, by which a lab loads at the reader's first touch (src/components/lab/touch.ts). */
import type { AstroIntegration } from 'astro';

declare module 'astro' {
  interface AstroClientDirectives {
    'client:touch'?: string;
  }
}

export function labsByTouch(): AstroIntegration {
  return {
    name: 'waitlab:touch',
    hooks: {
      'astro:config:setup': ({ addClientDirective }) => {
        addClientDirective({ name: 'touch', entrypoint: './src/components/lab/touch.ts' });
      },
    },
  };
}
