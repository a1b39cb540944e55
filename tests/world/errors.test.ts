/** Exceptions of the lab's code are answers with status 500, whichever thread they come from. */
import { expect, test } from 'vitest';
import { burst, djangoFiles, jobOf, program } from './programs.ts';
import { run } from './run.ts';

const files = {
  ...djangoFiles(0.1, program('views_that_raise')),
  'shop/settings.py': program('three_views/shop/settings', { DEBUG: true }),
};

test.each(['uvicorn shop.asgi:application', 'gunicorn shop.wsgi -k gthread --threads 4'])(
  "Django's own error page is the answer of %s",
  async (command) => {
    const side = await run(jobOf({ command, files }, [burst('/broken', 5), burst('/abroken', 5, { name: 'async' })]));
    expect(side.requests.map(({ status }) => status)).toEqual(new Array(10).fill(500));
    expect(side.requests[0]?.bytes).toBeGreaterThan(20_000);
    expect(side.output['0']).toContain('ValueError: broken on purpose');
  },
);
