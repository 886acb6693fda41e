import { mkdtempSync, rmSync } from 'node:fs'
import { request } from 'node:https'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startSandbox, type Sandbox } from '#sandbox/sandbox.ts'
import { realClock } from '#src/clock.ts'
import { isInstalled, pathWithEksx, run, startEksx } from '../child.ts'

const region = 'us-west-2'
const [kubectl, aws] = await Promise.all([isInstalled('kubectl', ['version', '--client']), isInstalled('aws', ['--version'])])

let sandbox: Sandbox
let home = ''
let env: Readonly<Record<string, string>> = {}
beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'eksx-clients-'))
  sandbox = await startSandbox({ clock: realClock, strict: true, durations: 0 })
  env = { ...sandbox.env(region), HOME: home, PATH: pathWithEksx(join(home, 'bin')) }
  const made = await startEksx('create cluster --name dev --nodes 1 --nodegroup-name one', env).ended
  expect(made.code, made.stderr).toBe(0)
}, 60_000)
afterAll(async () => {
  await sandbox.close()
  rmSync(home, { recursive: true, force: true })
})

test('the official clients of AWS and Kubernetes, in a process of their own, see the cluster through the written kubeconfig', async () => {
  const bare = resolve(import.meta.dirname, 'bare.ts')
  const { code, stdout, stderr } = await run(process.execPath, ['--disable-warning=ExperimentalWarning', bare, 'dev'], env)
  expect(code, stderr).toBe(0)
  expect(JSON.parse(stdout)).toEqual({
    cluster: ['dev', 'ACTIVE', expect.stringMatching(/^https:/)],
    lastEvent: ['eksctl-dev-cluster', 'CREATE_COMPLETE'],
    nodes: [['True', expect.stringContaining('Amazon Linux 2023'), true]],
    allowed: true,
  })
})

describe.runIf(kubectl)('kubectl', () => {
  test('lists the nodes and is told what it may', async () => {
    const nodes = await run('kubectl', ['get', 'nodes', '-o', 'wide'], env)
    expect(nodes.stdout, nodes.stderr).toMatch(/INTERNAL-IP.*\nip-\S+ +Ready +<none> +\S+ +v1\.\d+\.\d+-eks-\S+ +192\.168\.\S+/)
    expect((await run('kubectl', ['auth', 'can-i', 'delete', 'pods'], env)).stdout).toBe('yes\n')
  })
})

describe.runIf(aws)('aws', () => {
  const asked = async (line: string): Promise<string> => {
    const { stdout, stderr } = await run('aws', [...line.split(' '), '--output', 'text'], env)
    return stdout.trim() || stderr
  }

  test('describes the cluster and the events of its stack', async () => {
    expect(await asked('eks describe-cluster --name dev --query cluster.status')).toBe('ACTIVE')
    expect(await asked('cloudformation describe-stack-events --stack-name eksctl-dev-cluster --query StackEvents[0].ResourceStatus')).toBe(
      'CREATE_COMPLETE',
    )
  })
})

/** The status with which the cluster's API answers a token. */
async function answerTo(token: string): Promise<number> {
  const { cluster } = await sandbox.account
    .call(region)
    .aws<{ cluster: { endpoint: string; certificateAuthority: { data: string } } }>('eks', 'DescribeCluster', { name: 'dev' })
  const ca = Buffer.from(cluster.certificateAuthority.data, 'base64')
  return await new Promise((done, failed) => {
    const sent = request(new URL('/api/v1/nodes', cluster.endpoint), { ca, headers: { Authorization: `Bearer ${token}` } }, (answer) => {
      answer.resume()
      done(answer.statusCode ?? 0)
    })
    sent.on('error', failed).end()
  })
}

async function tokenOf(more: Readonly<Record<string, string>>, cluster = 'dev'): Promise<string> {
  const { stdout, stderr } = await startEksx(`get-token --cluster-name ${cluster} --region ${region}`, { ...env, ...more }).ended
  const { status } = JSON.parse(stdout || stderr) as { status: { token: string } }
  return status.token
}

const keysOf = ({ accessKeyId, secretAccessKey }: { accessKeyId: string; secretAccessKey: string }): Record<string, string> => ({
  AWS_ACCESS_KEY_ID: accessKeyId,
  AWS_SECRET_ACCESS_KEY: secretAccessKey,
})

describe('who comes in', () => {
  const before = (ms: number): string => [1, realClock.now() - ms, realClock.now()].join(',')
  const foreign = { accessKeyId: 'AKIAFOREIGN000000001', secretAccessKey: 'of-another-account' }

  const guestToken = (): Promise<string> => tokenOf(keysOf(sandbox.credentials[1] ?? foreign))

  test.each([
    ['the creator', 200, () => tokenOf({})],
    ['a user of the account whom the cluster does not know', 401, guestToken],
    ['somebody of another account', 401, () => tokenOf(keysOf(foreign))],
    ['a token that has ended', 401, () => tokenOf({ EKSX_CLOCK: before(16 * 60_000) })],
    ['a token for another cluster', 401, () => tokenOf({}, 'other')],
    ['a token that is none', 401, () => Promise.resolve('k8s-aws-v1.bm8gdG9rZW4')],
  ] as const)('%s gets %i', async (_who, status, token) => {
    expect(await answerTo(await token())).toBe(status)
  })

  test('one whom it knows and who has no rights gets 403', async () => {
    const principalArn = sandbox.credentials[1]?.principal.arn
    await sandbox.account.call(region).aws('eks', 'CreateAccessEntry', { clusterName: 'dev', principalArn })
    expect(await answerTo(await guestToken())).toBe(403)
  })
})
