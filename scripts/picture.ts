import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { Writable } from 'node:stream'
import { DrivenClock } from '#sandbox/driven-clock.ts'
import { startSandbox } from '#sandbox/sandbox.ts'
import { realEntry } from '#src/command/real-entry.ts'
import { runCli } from '#src/command/run.ts'
import { realApp } from '#src/real-app.ts'
import { Screen } from './screen.ts'

/** Draws docs/demo.svg: what a terminal shows while the demo's line runs, taken from a real run on the sandbox. */
const columns = 104
const region = 'ap-south-1'
const line = `create cluster --name=mycluster --version 1.33 --region ${region} --zones=ap-south-1a,ap-south-1b --nodegroup-name ng-default --node-type t3.micro --nodes 2 --managed`

const home = mkdtempSync(join(tmpdir(), 'eksx-picture-'))
const clock = new DrivenClock()
const sandbox = await startSandbox({ clock, seed: 3 })
const { AWS_ENDPOINT_URL: endpoint = '', ...keys } = sandbox.env(region)
Object.assign(process.env, { ...keys, AWS_ENDPOINT_URL: endpoint, HOME: home, TERM: 'xterm-256color', CI: '' })

const screen = new Screen(columns)
const start = clock.now()
const shots: { readonly seconds: number; readonly svg: string }[] = []
const stderr = Object.assign(
  new Writable({
    write(chunk: Buffer, _encoding, done) {
      screen.write(chunk.toString().replaceAll(endpoint, 'http://127.0.0.1:4566').replaceAll(home, '~'))
      shots.push({ seconds: (clock.now() - start) / 1000, svg: screen.svg(`eksx ${line}`) })
      done()
    },
  }),
  { isTTY: true, columns, rows: 40 },
)
const machine = { env: process.env, stdout: stderr, stderr, stdin: process.stdin } as unknown as NodeJS.Process
const real = realEntry(machine, home)
const { exitCode } = await runCli(line.split(' '), {
  ...real,
  clock,
  signals: { on: () => () => undefined, leave: () => undefined },
  open: (options) => realApp({ clock, terminal: real.terminal, env: process.env, ...options }),
})
await sandbox.close()
clock.close()
rmSync(home, { recursive: true, force: true })
if (exitCode !== 0) throw new Error(`the demo's line ended with ${exitCode}`)

const moment = shots.findLast(({ svg }) => svg.includes('ManagedNodeGroup')) ?? shots.at(-1)
writeFileSync(join(resolve(import.meta.dirname, '..'), 'docs', 'demo.svg'), moment?.svg ?? '')
console.log(`docs/demo.svg: ${Math.round(moment?.seconds ?? 0)} s into the run`)
process.exit(0)
