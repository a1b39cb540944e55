/** The data of each lab and exercise, which a page fetches once its reader touches it. */
import type { APIRoute, GetStaticPaths } from 'astro';
import { labChapters } from '../../components/claims/lab-chapters.ts';
import { buildExercise, exerciseData, exercises } from '../../components/exercise/build-exercise.ts';
import { buildLab } from '../../components/lab/build-lab.ts';
import { assets, dataName } from '../../components/lab/data-file.ts';

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
  Promise.all(
    (await reads()).map(async ([name, read]) => {
      // The development server does not need the data for the name, and would have to record every lab.
      const data = dataName(name, import.meta.env.DEV ? null : await read());
      return { params: { assets, data }, props: { read } };
    }),
  )) satisfies GetStaticPaths;

export const GET: APIRoute<Props> = async ({ props: { read } }) =>
  new Response(JSON.stringify(await read()), { headers: { 'Content-Type': 'application/json' } });
