import { expect, test } from 'vitest'
import { kubernetesOf } from '#sandbox/services/eks/control-plane.ts'
import { inLab, type Lab } from '../bad-input/lab.ts'

const key = (end: number): string => `arn:aws:kms:us-west-2:111122223333:key/5e0c2c4e-77aa-4b0e-9e21-c0ffee00000${end}`
const mark = 'eksctl.io/kms-encryption-timestamp'
const line = `utils enable-secrets-encryption --cluster dev --region us-west-2 --key-arn ${key(1)}`
const file = (more: string): string =>
  `apiVersion: eksctl.io/v1alpha5\nkind: ClusterConfig\nmetadata: {name: dev, region: us-west-2}\n${more}`

const objectsOf = ({ sandbox }: Lab) => {
  const objects = kubernetesOf(sandbox.account, 'us-west-2', 'dev')?.objects
  if (objects === undefined) throw new Error('the cluster has an API')
  return objects
}

/** Secrets as people have them. */
function putSecrets(lab: Lab, from: number, count: number): void {
  for (let i = from; i < from + count; i += 1)
    objectsOf(lab).put({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: `s-${String(i).padStart(4, '0')}`, namespace: 'default', annotations: { note: 'keep' } },
      type: 'Opaque',
      data: { word: 'aHVzaA==' },
    })
}

const stamps = (lab: Lab): (string | undefined)[] =>
  objectsOf(lab)
    .list({ apiVersion: 'v1', kind: 'Secret' })
    .map(({ metadata }) => metadata.annotations?.[mark])

test('every secret is written anew once, page by page; stopped in between it goes on, and later ones are left alone', async () => {
  const stop: { now?: () => void } = {}
  await inLab({ sandbox: { durations: 0.01 }, onTalk: (text) => void (/ 100 of 120 secrets/.test(text) && stop.now?.()) }, async (lab) => {
    await lab.run('create cluster --name dev --region us-west-2 --without-nodegroup -v 0')
    putSecrets(lab, 0, 120)
    stop.now = () => lab.signal('SIGINT')
    const stopped = await lab.run(line)
    expect(stopped.exitCode, stopped.stderr).toBe(130)
    const first = stamps(lab)
    expect(first.filter((stamp) => stamp !== undefined)).toHaveLength(100)

    delete stop.now
    await lab.clock.sleep(60_000)
    const again = await lab.run(line)
    expect(again.exitCode, again.stderr).toBe(0)
    expect(again.stderr).toContain('20 of 20 secrets')
    expect(stamps(lab).slice(0, 100)).toEqual(first.slice(0, 100))
    expect(stamps(lab)).not.toContain(undefined)
    const [one] = objectsOf(lab).list({ apiVersion: 'v1', kind: 'Secret' })
    expect(one).toMatchObject({ data: { word: 'aHVzaA==' }, metadata: { annotations: { note: 'keep' } } })

    await lab.clock.sleep(2 * 3_600_000)
    putSecrets(lab, 5000, 1)
    expect((await lab.run(line)).stderr).toContain('nothing to do')
    expect(stamps(lab).filter((stamp) => stamp === undefined)).toHaveLength(1)
  })
})

test('another key is refused, a cluster that was born with one has nothing to do, and what is read holds no secret', async () => {
  await inLab({ sandbox: { durations: 0 }, files: { 'cluster.yaml': file(`secretsEncryption: {keyARN: "${key(1)}"}\n`) } }, async (lab) => {
    await lab.run('create cluster -f cluster.yaml -v 0')
    putSecrets(lab, 0, 3)
    const same = await lab.run('utils enable-secrets-encryption -f cluster.yaml -v 4')
    expect({ exitCode: same.exitCode, stamps: stamps(lab) }).toEqual({ exitCode: 0, stamps: [undefined, undefined, undefined] })
    expect(same.stderr).not.toContain('aHVzaA==')
    const other = await lab.run(line.replace(key(1), key(2)))
    expect(other.exitCode).toBe(6)
    expect(other.stderr).toContain(key(2))
  })
})

test('a cluster whose API cannot be reached is refused before the key is switched on, unless its secrets are left alone', async () => {
  await inLab({ sandbox: { durations: 0 } }, async (lab) => {
    await lab.run('create cluster --name dev --region us-west-2 --without-nodegroup -v 0')
    await lab.run('utils update-cluster-vpc-config --cluster dev --region us-west-2 --private-access --public-access=false --approve -v 0')
    const before = lab.writes().length
    const refused = await lab.run(line)
    expect({ exitCode: refused.exitCode, writes: lab.writes().length }).toEqual({ exitCode: 1, writes: before })
    expect(refused.stderr).toContain('private')
    expect((await lab.run(`${line} --encrypt-existing-secrets=false`)).exitCode).toBe(0)
  })
})
