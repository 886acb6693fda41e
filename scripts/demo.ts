import { CoreV1Api, KubeConfig } from '@kubernetes/client-node'
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { clockVariable, scaledTimeText } from '#src/clock.ts'
import { leftovers } from '#sandbox/inventory.ts'
import { startSandbox } from '#sandbox/sandbox.ts'

/** The main job from its start to its end, on the sandbox, in a home of its own: create, look, delete, nothing left. */
const speed = 30
const root = resolve(import.meta.dirname, '..')
const home = mkdtempSync(join(tmpdir(), 'eksx-demo-'))
const region = 'ap-south-1'
const cluster = 'mycluster'

const started = Date.now()
const sandbox = await startSandbox({ speed })
const env = {
  PATH: process.env['PATH'],
  TERM: process.env['TERM'],
  NO_COLOR: process.env['NO_COLOR'],
  HOME: home,
  AWS_REGION: region,
  ...sandbox.env(region),
  [clockVariable]: scaledTimeText({ speed, now: sandbox.clock.now(), at: Date.now() }),
}

try {
  say(`AWS and Kubernetes on this machine, ${speed} times as fast as life; nothing leaves it.`)
  await eksx(
    `create cluster --name=${cluster} --version 1.33 --region ${region} --zones=ap-south-1a,ap-south-1b --nodegroup-name ng-default --node-type t3.micro --nodes 2 --managed`,
  )
  await nodes()
  await eksx(`get cluster --region ${region}`)
  await eksx(`get nodegroup --cluster ${cluster} --region ${region}`)
  await eksx(`delete cluster --name ${cluster} --region ${region} --wait`)
  await eksx(`get cluster --region ${region}`)
  nothingLeft()
  say(`done in ${Math.round((Date.now() - started) / 1000)} s`)
} finally {
  await sandbox.close()
  rmSync(home, { recursive: true, force: true })
}

function say(text: string): void {
  console.log(`\n# ${text}`)
}

/** Types the line and runs it; a failure ends the demo. */
async function eksx(line: string): Promise<void> {
  console.log(`\n$ eksx ${line}`)
  const child = spawn(join(root, 'bin', 'eksx'), line.split(' '), { stdio: 'inherit', env })
  const code = await new Promise<number | null>((done) => child.on('exit', done))
  if (code !== 0) throw new Error(`eksx ${line.split(' ').slice(0, 2).join(' ')} ended with ${code}`)
}

/** The nodes, through the kubeconfig that was written, as any Kubernetes client reads it. */
async function nodes(): Promise<void> {
  const path = join(home, '.kube', 'config')
  console.log(`\n# nodes through ${path}`)
  Object.assign(process.env, env)
  const config = new KubeConfig()
  config.loadFromFile(path)
  const { items } = await config.makeApiClient(CoreV1Api).listNode()
  for (const { metadata, status } of items) {
    const ready = status?.conditions?.find((condition) => condition.type === 'Ready')?.status === 'True'
    console.log(`${metadata?.name}   ${ready ? 'Ready' : 'NotReady'}   ${status?.nodeInfo?.kubeletVersion}`)
  }
}

function nothingLeft(): void {
  const left = leftovers(sandbox, region)
  if (left.length > 0) throw new Error(`left behind: ${left.join(', ')}`)
  say('the account is as empty as before: no stack, no network, no role, no instance')
}
