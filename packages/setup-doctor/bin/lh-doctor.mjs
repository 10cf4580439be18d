#!/usr/bin/env node
import '../dist/lh-doctor.mjs';
