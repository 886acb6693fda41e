import { settings } from '@oclif/core/settings'
import { main } from './main.ts'

// Node runs the source as it is: oclif has no need to look for a compiler.
settings.enableAutoTranspile = false
await main(process.argv.slice(2))
