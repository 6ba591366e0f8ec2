#!/usr/bin/env node
// The command `faultline`. In a clone that was not built yet, builds it first.
import { existsSync } from 'node:fs';

const built = new URL('../dist/program/main.js', import.meta.url);
if (!existsSync(built)) await import('../scripts/setup.mjs');
// Before anything is loaded, since later it may be too late (src/base/engine.ts).
const { setUpEngine } = await import('../dist/base/engine.js');
setUpEngine();
const { main } = await import(built.href);
await main(process.argv);
