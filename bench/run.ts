import { atOnce, overTheFloor } from './create-cluster.ts'
import { drained } from './drain.ts'
import { reading } from './reading.ts'
import { scale } from './scale.ts'
import { size } from './size.ts'
import { startUp } from './start-up.ts'
import { type Row, table } from './table.ts'

/** Every budget, and what was measured against it. Ends with 1 where one is broken. */
const parts: readonly (readonly [string, () => Row[] | Promise<Row[]>])[] = [
  ['Start-up of the package, as times of `node -e 0`', startUp],
  ['Size of the package', size],
  ['create cluster --nodes 2 --managed, where AWS answers at once', atOnce],
  ['create cluster --nodes 2 --managed, where AWS takes its time', overTheFloor],
  ['A config with 195 nodegroups', scale],
  ['drain nodegroup --parallel 20, a hundred nodes with five pods each', drained],
  ['Reading an account', reading],
]

const wanted = process.argv[2]
let broken = 0
for (const [title, measure] of parts) {
  if (wanted !== undefined && !title.includes(wanted)) continue
  const rows = await measure()
  broken += rows.filter(({ kept }) => kept === false).length
  console.log(`${table(title, rows)}\n`)
}
console.log(broken === 0 ? 'every budget is kept' : `${broken} ${broken === 1 ? 'budget is' : 'budgets are'} broken`)
process.exitCode = broken === 0 ? 0 : 1
