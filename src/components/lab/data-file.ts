/** Build only: the files in which the data of labs and exercises lies (handed.ts), named after their content. One for both languages. */
import { assets, basePath } from '../site/page.ts';
import { buildLab } from './build-lab.ts';
import { handOver } from './handed.ts';

/** In the development server, which makes data anew at each request, the name says which lab it is of, and that is enough. */
export const dataName = (name: string): string => `lab.${name}`;

const addressOf = (file: string): string => `${basePath}${assets}/${file}`;
const addressInDevelopment = (name: string): string => addressOf(`${dataName(name)}.json`);

/** Hands the data over to the island that is drawn from it, and says where a page will find it. */
export async function dataAddress(name: string, data: unknown): Promise<string> {
  const published = import.meta.env.DEV ? undefined : await globalThis.waitlabBuild?.publish(dataName(name), data);
  const address = published === undefined ? addressInDevelopment(name) : addressOf(published);
  handOver(address, data);
  return address;
}

/** Where a page finds the data of a lab that is not drawn before it is asked for. The development server records it no sooner. */
export async function labAddress(name: string): Promise<string> {
  return import.meta.env.DEV ? addressInDevelopment(name) : dataAddress(name, (await buildLab(name)).data);
}
