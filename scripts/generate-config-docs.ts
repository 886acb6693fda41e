// Writes docs/config.md, and beside its test what it says of where fields land. Tests hold both up to date.
import { writeFileSync } from 'node:fs'
import { sweep } from '../test/config/fields-land/sweep.ts'
import { configDocs } from './config-docs.ts'
import { landingsFile, landingsText } from './config-landings.ts'

writeFileSync(landingsFile, landingsText(await sweep()))
writeFileSync(new URL('../docs/config.md', import.meta.url), configDocs())
