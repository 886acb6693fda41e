import { existsSync, globSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '../..')

/** Each promise of a page as one line, though it may be written on several. */
const promises = (page: string): string[] =>
  readFileSync(join(root, page), 'utf8')
    .replaceAll(/\n {2,}(?=\S)/g, ' ')
    .split('\n')
    .filter((line) => line.startsWith('- '))

/** The test files that a promise ends with, from the root: those of its part unless they say more. */
function testsOf(promise: string, page: string): string[] {
  const [, named = ''] = /\(((?:`[^`]+\.test\.ts`(?:, )?)+)\)$/.exec(promise) ?? []
  const part = page.replace(/^sandbox\/(?:services\/)?/, '').replace(/\/?BEHAVIOUR\.md$/, '')
  return Array.from(named.matchAll(/`([^`]+)`/g), ([, name = '']) => (name.startsWith('test/') ? name : join('test/sandbox', part, name)))
}

test.each(globSync('sandbox/**/BEHAVIOUR.md', { cwd: root }))('each line of %s names tests that are there', (page) => {
  expect(promises(page).length).toBeGreaterThan(0)
  const loose = promises(page).filter((promise) => {
    const tests = testsOf(promise, page)
    return tests.length === 0 || tests.some((name) => !existsSync(join(root, name)))
  })
  expect(loose).toEqual([])
})

test('each part of the sandbox that serves AWS has its page linked from the first one', () => {
  const first = readFileSync(join(root, 'sandbox/BEHAVIOUR.md'), 'utf8')
  const pages = globSync('sandbox/*/**/BEHAVIOUR.md', { cwd: root }).map((page) => page.replace('sandbox/', ''))
  expect(pages.filter((page) => !first.includes(`](${page})`))).toEqual([])
})
