import { expect, test } from 'vitest'
import { AMITypes } from '@aws-sdk/client-eks'
import { imageParameters } from '#sandbox/world/image-parameters.ts'
import { isNewerRelease, kubernetesOfRelease, releaseParameter } from '#src/tables/node-releases.ts'

test.each([
  ['1.33.5-20251112', '1.33.5-20251015', true],
  ['1.33.5-20251112', '1.33.5-20251112', false],
  ['1.33.5-20251015', '1.33.5-20251112', false],
  ['1.33.10-20251001', '1.33.9-20251112', true],
  ['1.34.1-20251001', '1.33.9-20251112', true],
  ['1.50.0-6c1fd8f3', '1.49.9-ffffffff', true],
  ['1.50.0-6c1fd8f3', '1.50.0-0a1b2c3d', false],
  ['v1.50.1-6c1fd8f3', '1.50.0-0a1b2c3d', true],
  ['1.33.5-20251112', undefined, true],
  ['ami-0123', 'ami-0123', false],
])('%s is newer than %s: %s', (one, than, newer) => {
  expect(isNewerRelease(one, than)).toBe(newer)
})

test('only releases of Amazon Linux bear the version of Kubernetes', () => {
  expect(kubernetesOfRelease('1.33.5-20251112')).toBe('1.33')
  expect(kubernetesOfRelease('1.50.0-6c1fd8f3')).toBeUndefined()
})

test('every AMI type of EKS has a parameter that AWS publishes, but for Windows and images of the user', () => {
  const without = Object.values(AMITypes).filter((type) => releaseParameter(type, '1.32') === undefined)
  expect(without.toSorted()).toEqual(
    Object.values(AMITypes)
      .filter((type) => /^(?:CUSTOM|WINDOWS)/.test(type))
      .toSorted(),
  )
  const published = imageParameters('us-west-2', ['1.32'])
  const paths = Object.values(AMITypes).flatMap((type) => releaseParameter(type, '1.32') ?? [])
  expect(paths.filter((path) => published[path] === undefined)).toEqual([])
})
