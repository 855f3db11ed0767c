#!/usr/bin/env node
// Starts the program of the package for this system, with the same arguments, input and output.
'use strict';

const { spawn } = require('node:child_process');
const { constants } = require('node:os');

const name = `@notewright/${process.platform}-${process.arch}`;
const file = process.platform === 'win32' ? 'notewright.exe' : 'notewright';

let program;
try {
  program = require.resolve(`${name}/bin/${file}`);
} catch {
  console.error(`error: the package \`${name}\` is not installed
help: install notewright without \`--omit=optional\`; if there is no such package, build it with \`cargo install notewright\``);
  process.exit(2);
}

const child = spawn(program, process.argv.slice(2), { stdio: 'inherit' });
// A terminal sends Ctrl+C to both processes. The launcher waits for the program, which decides how to end.
process.on('SIGINT', () => {});
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('error', (error) => {
  console.error(`error: cannot start \`${program}\`: ${error.message}`);
  process.exit(2);
});
// A shell reports a program that a signal ended as 128 and the number of the signal.
child.on('exit', (status, signal) => process.exit(status ?? 128 + constants.signals[signal]));
