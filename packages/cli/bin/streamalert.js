#!/usr/bin/env node
// Plain JavaScript that any Node runs, so that an old one is told what it lacks rather than failing on syntax.
const needed = [22, 18];
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < needed[0] || (major === needed[0] && minor < needed[1])) {
  console.error(
    `streamalert: Node.js ${needed.join('.')} or newer is needed, this is ${process.versions.node}. ` +
      'Install a newer one from https://nodejs.org, or add it to your project with: npm install --save-dev node@24',
  );
  process.exit(2);
}
// By its own name, so that the entry resolves to the sources inside this repository and to dist elsewhere.
import('@streamalert/cli/main').then(({ main }) => main(process.argv.slice(2)));
