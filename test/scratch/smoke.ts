import { mkdtempSync } from 'node:fs'
import { DrivenClock } from '#sandbox/driven-clock.ts'
import { startSandbox } from '#sandbox/sandbox.ts'
import { cli } from '../cli.ts'
const home = mkdtempSync('/tmp/eksx-smoke-')
const clock = new DrivenClock()
const sandbox = await startSandbox({ clock, strict: true })
const start = clock.now()
const eksx = cli({
  clock,
  env: { ...sandbox.env('ap-south-1') },
  home,
  onTalk: (t) => process.stdout.write(`[${((clock.now() - start) / 1000).toFixed(0)}] (${performance.now().toFixed(0)}) ${t}`),
})
const t = performance.now()
for (const line of process.argv.slice(2)) {
  console.log('$ eksx', line)
  const r = await eksx.run(line)
  console.log(r.exitCode, r.stdout)
}
console.log('real ms', performance.now() - t, 'requests', sandbox.requests.length, 'broken', sandbox.broken)
const by = Object.groupBy(sandbox.requests, (r) => r.service + ':' + r.operation + (r.error ? ' ' + r.error : ''))
console.log(Object.fromEntries(Object.entries(by).map(([k, v]) => [k, v!.length])))
await sandbox.close()
