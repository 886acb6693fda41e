// Writes docs/config.md. A test holds it up to date.
import { writeFileSync } from 'node:fs'
import { configDocs } from './config-docs.ts'

writeFileSync(new URL('../docs/config.md', import.meta.url), configDocs())
