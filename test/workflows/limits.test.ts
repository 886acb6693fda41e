import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { stringify } from 'yaml'
import { onStage, region, type Stage } from '../resume/stage.ts'

const file = (home: string, config: object): string => {
  const path = join(home, 'cluster.yaml')
  const metadata = { name: 'dev', region }
  writeFileSync(path, stringify({ apiVersion: 'eksctl.io/v1alpha5', kind: 'ClusterConfig', metadata, ...config }))
  return path
}

const writes = ({ sandbox }: Stage): string[] => sandbox.requests.flatMap(({ mutating, operation }) => (mutating ? [operation] : []))
const long = `echo ${'x'.repeat(17_000)}`

test('what AWS would refuse for its size is refused before the first write, each with its name, size, limit and remedy', () =>
  onStage({ durations: 0 }, async (stage) => {
    const policy = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: `s3:${'x'.repeat(10_300)}`, Resource: '*' }] }
    const path = file(stage.home, {
      iam: { withOIDC: true, serviceAccounts: [{ metadata: { name: 'reader', namespace: 'jobs' }, attachPolicy: policy }] },
      managedNodeGroups: [{ name: 'fine' }, { name: 'heavy', preBootstrapCommands: [long] }],
      nodeGroups: [
        { name: 'own', overrideBootstrapCommand: `apiVersion: node.eks.aws/v1alpha1\nkind: NodeConfig\nspec: {x: ${'x'.repeat(17_000)}}` },
      ],
    })
    const { exitCode, stderr } = await stage.eksx.run(`create cluster -f ${path}`)
    expect(exitCode).toBe(6)
    expect(stderr).toMatch(/nodegroup heavy: the user data of its nodes has 17\d{3} bytes, and EC2 takes 16384/)
    expect(stderr).toMatch(/nodegroup own: the user data of its nodes has 19\d{3} bytes, and EC2 takes 16384/)
    expect(stderr).toMatch(/role of service account jobs\/reader: what is written into Role1 has 10\d{3} characters, and IAM takes 10240/)
    expect(stderr).toContain('fetch it from there')
    expect(stderr).not.toContain('fine')
    expect(writes(stage)).toEqual([])
  }))

test('a nodegroup that was made before is not judged again; a new one that is too large is', () =>
  onStage({ durations: 0 }, async (stage) => {
    const path = file(stage.home, { managedNodeGroups: [{ name: 'workers' }] })
    await stage.ok(`create cluster -f ${path}`)
    const before = writes(stage)
    file(stage.home, {
      managedNodeGroups: [
        { name: 'workers', preBootstrapCommands: [long] },
        { name: 'more', preBootstrapCommands: [long] },
      ],
    })
    const { exitCode, stderr } = await stage.eksx.run(`create nodegroup -f ${path}`)
    expect(exitCode).toBe(6)
    expect(stderr).toContain('nodegroup more: the user data')
    expect(stderr).not.toContain('nodegroup workers: the user data')
    expect(writes(stage)).toEqual(before)
  }))
