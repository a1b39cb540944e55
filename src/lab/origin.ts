/**
 * Where the code on the screen is from. Only the reader's own goes anywhere without a question: what came with a link or in a file that was
 * imported is somebody else's until the reader has made it their own.
 */
export type Origin = 'own' | Foreign;
export type Foreign = 'link' | 'import';
