#!/usr/bin/env node
import '../dist/lh-verify.mjs';
