#!/usr/bin/env node
import '../dist/lh-run.mjs';
