/** Build only: the files in which the data of labs and exercises lies (handed.ts), named after their content. One for both languages. */
import { createHash } from 'node:crypto';
import { basePath } from '../site/page.ts';
import { buildLab } from './build-lab.ts';
import { handOver } from './handed.ts';

/** Where the site keeps what is named after its content: hosts let it be cached, and by these names a page knows that it is up to date. */
export const assets = '_astro';

/** The name of a file, without `.json`. The development server makes data anew at each request, so one name is enough. */
export function dataName(name: string, data: unknown): string {
  if (import.meta.env.DEV) return `lab.${name}`;
  return `lab.${name}.${createHash('sha256').update(JSON.stringify(data)).digest('hex').slice(0, 8)}`;
}

const addressOf = (file: string): string => `${basePath}${assets}/${file}.json`;

/** Hands the data over to the island that is drawn from it, and says where a page will find it. */
export function dataAddress(name: string, data: unknown): string {
  const address = addressOf(dataName(name, data));
  handOver(address, data);
  return address;
}

/** Where a page finds the data of a lab that is not drawn before it is asked for. The development server records it no sooner. */
export async function labAddress(name: string): Promise<string> {
  return import.meta.env.DEV ? addressOf(dataName(name, null)) : dataAddress(name, (await buildLab(name)).data);
}
