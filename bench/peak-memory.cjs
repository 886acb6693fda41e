// Loaded before a program: tells the third file descriptor at the end how much memory it held at most, in kB.
'use strict'
const { writeSync } = require('node:fs')
process.on('exit', () => writeSync(3, String(process.resourceUsage().maxRSS)))
