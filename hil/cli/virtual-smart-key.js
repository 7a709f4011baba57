#!/usr/bin/env node
// `npx virtual-smart-key` starts the car, for people who have installed nothing. Everything else is passed on:
// `npx virtual-smart-key run scenarios` is `smartkey run scenarios`, `npx virtual-smart-key --bus …` is `smartkey car`.
const [first] = process.argv.slice(2);
const isAsked = ['-h', '--help', '-V', '--version'].includes(first);

if (first === undefined || (first.startsWith('-') && !isAsked)) process.argv.splice(2, 0, 'car');
await import('./smartkey.js');
