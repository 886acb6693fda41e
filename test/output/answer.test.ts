import { expect, test } from 'vitest'
import { EksxError } from '#src/errors.ts'
import { answer, written } from '#src/output/answer.ts'
import { eksCluster } from '#src/output/eks-cluster.ts'
import { asEksxError, explained } from '#src/output/explain.ts'
import { paint } from '#src/output/paint.ts'
import { spoken } from '#src/output/words.ts'

test('an answer as JSON is indented by four, as YAML in order of its keys, for people as its own words', async () => {
  const what = answer([{ b: 1, a: ['x'] }], 'words')
  expect((await written(what, 'json')).text).toBe('[\n    {\n        "b": 1,\n        "a": [\n            "x"\n        ]\n    }\n]')
  expect((await written(what, 'yaml')).text).toBe('- a:\n  - x\n  b: 1\n')
  expect((await written(what, 'table')).text).toBe('words')
})

test('what YAML 1.1 would take for a time, a number or a truth stands in quotes, as Go writes it', async () => {
  const what = answer({ at: '2026-01-01T00:00:00Z', on: 'yes', octal: '010', version: '1.34', name: 'dev', truth: true })
  expect((await written(what, 'yaml')).text).toBe(
    'at: "2026-01-01T00:00:00Z"\nname: dev\noctal: "010"\n"on": "yes"\ntruth: true\nversion: "1.34"\n',
  )
})

test('an error says the cause first, then what to do', () => {
  const error = new EksxError('X', 'a\nb', { hint: 'c' })
  expect(explained(error, paint(false))).toBe('error: a\nerror: b\nhint: c')
  expect(explained(error, paint(true)).split('\n')[0]).toContain('\u001B[31merror:')
})

test('an error that nobody foresaw is a bug, exit code 3, and keeps its cause', () => {
  const cause = new TypeError('x is not a function')
  expect(asEksxError(cause)).toMatchObject({ code: 'Bug', exitCode: 3, cause })
  expect(explained(asEksxError(cause), paint(false), true)).toContain('because of TypeError')
})

test('a cluster is printed with capitals, and unset fields with the empty values of Go', () => {
  const printed = eksCluster({
    name: 'dev',
    createdAt: new Date(0),
    resourcesVpcConfig: { vpcId: 'vpc-1' },
    tags: { owner: 'me' },
    health: { issues: [] },
    logging: undefined,
  })
  expect(printed).toMatchObject({
    Name: 'dev',
    CreatedAt: '1970-01-01T00:00:00Z',
    Tags: { owner: 'me' },
    Health: { Issues: [] },
    Logging: null,
    Status: '',
    Id: null,
  })
  expect(printed['ResourcesVpcConfig']).toMatchObject({
    VpcId: 'vpc-1',
    EndpointPublicAccess: false,
    ControlPlaneEgressMode: '',
    SubnetIds: null,
  })
})

test.each([
  [0, '0s'],
  [59_400, '59s'],
  [60_000, '1m'],
  [552_000, '9m 12s'],
  [3_840_000, '1h 4m'],
])('%d ms are %s', (ms, words) => {
  expect(spoken(ms)).toBe(words)
})
