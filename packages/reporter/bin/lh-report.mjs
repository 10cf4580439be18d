#!/usr/bin/env node
import '../dist/lh-report.mjs';
