import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { landingsText } from '../../scripts/config-landings.ts'
import { merged, type Part } from './fields-land/document.ts'
import { farRows } from './fields-land/far.ts'
import { leafFields } from './fields-land/fields.ts'
import { noEffect, reasonFor, untold } from './fields-land/no-effect.ts'
import { landings } from './fields-land/landings.ts'
import { situations } from './fields-land/situations.ts'
import { type Finding, head, sweep } from './fields-land/sweep.ts'
import { traced } from './fields-land/trace.ts'

let findings: readonly Finding[] = []
beforeAll(async () => {
  findings = await sweep()
}, 60_000)

const isRefused = (reason: string): boolean => reason.startsWith('refused')

test('every field of the config changes a template, a call or the plan, but for those with a reason why not', () => {
  const lost = findings.filter(({ path, lands }) => lands.length === 0 && reasonFor(path) === undefined)
  expect(lost.map(({ path, refusals }) => [path, ...refusals])).toEqual([])
})

test('a field with a reason why it changes nothing changes nothing', () => {
  const landed = findings.filter(({ path, lands }) => lands.length > 0 && reasonFor(path) !== undefined)
  expect(landed.map(({ path, lands }) => [path, ...lands])).toEqual([])
})

test('what is said to be refused is refused, and what is said to have no effect was tried', () => {
  const idle = findings.flatMap((finding) => ({ ...finding, reason: reasonFor(finding.path) ?? '' })).filter(({ reason }) => reason !== '')
  expect(idle.filter(({ reason, refusals }) => isRefused(reason) && refusals.length === 0).map(({ path }) => path)).toEqual([])
  expect(idle.filter(({ reason, taken }) => !isRefused(reason) && taken === 0).map(({ path }) => path)).toEqual([])
})

test('what has no effect is told to whoever writes it, but for what nobody can rely on', () => {
  const silent = findings.filter(({ path, warnings, refusals }) => {
    const reason = reasonFor(path)
    return reason !== undefined && !isRefused(reason) && !untold.includes(reason) && [...warnings, ...refusals].length === 0
  })
  expect(silent.map(({ path }) => path)).toEqual([])
})

test('the tables name fields that there are', () => {
  const paths = leafFields().flatMap(({ path }) => [path, path.replace(/^(?:managedNodeGroups|nodeGroups)\[\]/, 'nodegroup')])
  const isKnown = (key: string): boolean => paths.some((path) => path === key || path.startsWith(`${key}.`))
  expect([...Object.keys(noEffect), ...Object.keys(situations)].filter((key) => !isKnown(key))).toEqual([])
})

test('docs/config.md tells where each field lands: else run scripts/generate-config-docs.ts', () => {
  const file = join(import.meta.dirname, 'fields-land', 'landings.json')
  expect(readFileSync(file, 'utf8')).toBe(landingsText(findings))
})

test.each(farRows)('$title', async ({ before, change, places }) => {
  const [one, other] = [before, merged(before, change)].map((part) => traced(merged(head, part) as Part, 'create cluster'))
  if (one === undefined || other === undefined) throw new TypeError('two runs')
  expect(landings(await one, await other)).toEqual(expect.arrayContaining([...places]))
})
