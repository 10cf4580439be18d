#!/usr/bin/env node
import '../dist/lh-bridge.mjs';
