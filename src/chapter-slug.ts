/** The slug of the chapter in a folder of content/chapters: the number in front only orders the folders. */
export const slugOf = (folder: string): string => folder.replace(/^\d+-/, '');
