/** Where recordings lie. */
import { join } from 'node:path';

export const recordingsDirectory = '.cache/recordings';

/** By the title of its run, such as `event-loop.base`. */
export const recordingFile = (title: string): string => join(recordingsDirectory, `${title}.json`);
