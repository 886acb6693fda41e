// Writes docs/commands/; a test holds it up to date.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { commandDocs } from './command-docs.ts'

const folder = join(import.meta.dirname, '..', 'docs', 'commands')
rmSync(folder, { recursive: true, force: true })
mkdirSync(folder, { recursive: true })
for (const [name, text] of await commandDocs()) writeFileSync(join(folder, name), text)
