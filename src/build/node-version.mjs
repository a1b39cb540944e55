/**
 * Loaded before any script of the project: says what is missing when npm could not put the project's own Node in front.
 * Plain JavaScript, because this is the one file that an old Node must be able to read.
 */
const wanted = 26;

if (Number(process.versions.node.split('.')[0]) < wanted) {
  const platform = `${process.platform} ${process.arch}`;
  console.error(`Waitlab runs on Node ${wanted}; this is Node ${process.versions.node} (${platform}).
npm installs Node ${wanted} with the project, as an optional dependency of its own, and it is not there.
Next: run "npm ci" again without --omit=optional and start through npm ("npm start", "npm test"),
or put a Node ${wanted} of your own first in PATH.`);
  process.exit(1);
}
