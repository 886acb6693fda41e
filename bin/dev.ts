import { settings } from '@oclif/core/settings'

// Node runs the source as it is: oclif has no need to look for a compiler.
settings.enableAutoTranspile = false
await import('./main.ts')
