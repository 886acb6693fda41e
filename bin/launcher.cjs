#!/usr/bin/env node
// The first file of the published package. Old Nodes must be able to read it, to be told that they are too old: no modern syntax here.
'use strict'
var version = process.versions.node
if (Number(version.split('.')[0]) < 22 || !process.getBuiltinModule) {
  console.error('error: eksx needs Node 22.3 or newer; this is Node ' + version + '\nhint: install a current Node from https://nodejs.org')
  process.exitCode = 64
} else {
  require('./main.cjs').main(process.argv.slice(2), true)
}
