/** The data of each lab and exercise in the development server. The built site has files of it (src/components/lab/data-file.ts). */
import type { APIRoute, GetStaticPaths } from 'astro';
import { labChapters } from '../../components/claims/lab-chapters.ts';
import { buildExercise, exerciseData, exercises } from '../../components/exercise/build-exercise.ts';
import { buildLab } from '../../components/lab/build-lab.ts';
import { dataName } from '../../components/lab/data-file.ts';
import { assets } from '../../components/site/page.ts';

type Read = () => Promise<unknown>;

interface Props {
  read: Read;
}

async function reads(): Promise<[name: string, read: Read][]> {
  const labs = [...(await labChapters()).keys()].map((name): [string, Read] => [
    name,
    async () => (await buildLab(name)).data,
  ]);
  const tasks = exercises.map((one): [string, Read] => [one.id, async () => exerciseData(await buildExercise(one))]);
  return [...labs, ...tasks];
}

export const getStaticPaths = (async () =>
  import.meta.env.DEV
    ? (await reads()).map(([name, read]) => ({ params: { assets, data: dataName(name) }, props: { read } }))
    : []) satisfies GetStaticPaths;

export const GET: APIRoute<Props> = async ({ props: { read } }) =>
  new Response(JSON.stringify(await read()), { headers: { 'Content-Type': 'application/json' } });
