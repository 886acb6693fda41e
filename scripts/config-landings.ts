import { readFileSync } from 'node:fs'
import { reasonFor } from '../test/config/fields-land/no-effect.ts'
import type { Finding } from '../test/config/fields-land/sweep.ts'

/** What a sweep over the fields found, as it is kept: by path, in words. */
export const landingsFile = new URL('../test/config/fields-land/landings.json', import.meta.url)

/** More places than this are counted, not named. */
const most = 4

/** The findings in the words of docs/config.md, as the file holds them. */
export function landingsText(findings: readonly Finding[]): string {
  const words = findings.filter(({ lands }) => lands.length > 0).map(({ path, lands }) => [path, wordsFor(lands)])
  return `${JSON.stringify(Object.fromEntries(words), undefined, 2)}\n`
}

const wordsFor = (lands: readonly string[]): string =>
  lands.length <= most + 1 ? lands.join(', ') : `${lands.slice(0, most).join(', ')} and ${lands.length - most} more`

/** Where a field lands, by its path; why it lands nowhere, where it does not; undefined for a section. */
export function landingWords(): (path: string) => string | undefined {
  const known = JSON.parse(readFileSync(landingsFile, 'utf8')) as Readonly<Record<string, string>>
  return (path) => {
    const reason = reasonFor(path)
    if (reason === undefined) return known[path]
    return reason.startsWith('refused') ? reason : `no effect: ${reason}`
  }
}
