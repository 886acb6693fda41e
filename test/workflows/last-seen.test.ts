import { expect, test } from 'vitest'
import { lastSeen } from '#src/workflows/last-seen.ts'

test('what was read at the end of an act is seen once, by the look of the same moment', () => {
  const end = lastSeen<string>()
  expect(end.keep('ACTIVE', 5_000)).toBe('ACTIVE')
  expect(end.take(5_500)).toBe('ACTIVE')
  expect(end.take(5_500)).toBeUndefined()
})

test('a reading that is older than a second is none', () => {
  const end = lastSeen<string>()
  end.keep('ACTIVE', 5_000)
  expect(end.take(6_001)).toBeUndefined()
})
