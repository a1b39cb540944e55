/** A lab's data by itself, for pages that choose their labs while they run. One file for both languages. */
import type { APIRoute, GetStaticPaths } from 'astro';
import { labChapters } from '../../components/claims/lab-chapters.ts';
import { buildLab } from '../../components/lab/build-lab.ts';

export const getStaticPaths: GetStaticPaths = async () =>
  [...(await labChapters()).keys()].map((name) => ({ params: { name } }));

export const GET: APIRoute = async ({ params }) => {
  const { data } = await buildLab(params['name'] ?? '');
  return new Response(JSON.stringify(data), { headers: { 'Content-Type': 'application/json' } });
};
