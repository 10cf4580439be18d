#!/usr/bin/env node
import '../dist/node-floor.mjs';

await import('../dist/lh-doctor.mjs');
