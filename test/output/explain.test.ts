import { expect, test } from 'vitest'
import { EksxError, exitCodes } from '#src/errors.ts'
import { explained } from '#src/output/explain.ts'
import { paint } from '#src/output/paint.ts'

const said = (error: EksxError): string => explained(error, paint(false))

test('an error without a hint of its own says where to read of it', () => {
  expect(said(new EksxError('AwsRefused', 'eks:DescribeCluster: no'))).toBe(
    'error: eks:DescribeCluster: no\nhint: more on it: eksx explain AwsRefused',
  )
})

test('a line that is wrong by itself says all there is', () => {
  expect(said(new EksxError('BadFlag', '--name must be set', { exitCode: exitCodes.usage }))).toBe('error: --name must be set')
})
