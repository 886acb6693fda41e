#!/usr/bin/env node
// The first file of the published package. Old Nodes must be able to read it, to be told that they are too old: no modern syntax here.
'use strict'
var major = Number(process.versions.node.split('.')[0])
if (major < 22) {
  console.error(
    'error: eksx needs Node 22 or newer; this is Node ' + process.versions.node + '\nhint: install a current Node from https://nodejs.org',
  )
  process.exitCode = 64
} else {
  require('./main.cjs').main(process.argv.slice(2), true)
}
