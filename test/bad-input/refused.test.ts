import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { inLab, type Lab, openLab } from './lab.ts'
import { files } from './refused-files.ts'
import { lines } from './refused-lines.ts'
import { surroundings } from './refused-surroundings.ts'
import type { Row } from './row.ts'

const rows = [...lines, ...files, ...surroundings]
/** Rows that change their surroundings get a lab of their own; the others leave nothing behind, which is what is tested. */
const isAlone = ({ before, fault }: Row): boolean => before !== undefined || fault !== undefined
const linesOf = (text: string): string[] => text.split('\n').filter((line) => line !== '')

async function mustRefuse(lab: Lab, row: Row): Promise<void> {
  if (row.file !== undefined) lab.put('cluster.yaml', row.file)
  row.before?.(lab)
  if (row.fault !== undefined) lab.sandbox.faults.set(row.fault)
  const disk = lab.disk()
  const found = { ...(row.stdin !== undefined && { stdin: row.stdin }), ...(row.env && { env: row.env }) }
  const { exitCode, stdout, stderr } = await lab.run(row.line, found)
  const errors = linesOf(stderr).filter((line) => /^(error|hint): /.test(line))
  for (const words of row.says) expect(errors.join('\n')).toContain(words)
  expect(linesOf(stderr).filter((line) => line.startsWith('error: '))).toHaveLength(1)
  expect(stderr).not.toMatch(/undefined|\[object|NaN|bug in eksx|\bat .*\.ts:/)
  expect({ exitCode, stdout, writes: lab.writes(), disk: lab.disk() }).toEqual({ exitCode: row.exitCode, stdout: '', writes: [], disk })

  const json = await lab.run(`${row.line} -o json`, found)
  const document: unknown = JSON.parse(json.stdout)
  expect(document).toEqual({ error: expect.objectContaining({ code: row.code, message: expect.any(String) }) })
  expect({ exitCode: json.exitCode, writes: lab.writes() }).toEqual({ exitCode: row.exitCode, writes: [] })
}

describe('one clear sentence, the right exit code, and nothing was written', () => {
  let shared: Awaited<ReturnType<typeof openLab>>
  beforeAll(async () => {
    shared = await openLab({})
  })
  afterAll(() => shared.close())

  test.each(rows.filter((row) => !isAlone(row)))('$what, exit $exitCode: $line', (row) => mustRefuse(shared, row))
})

test.each(rows.filter(isAlone))('$what: one clear sentence, exit $exitCode, and nothing was written: $line', (row) =>
  inLab({}, (lab) => mustRefuse(lab, row)),
)

test('a name taken by a cluster that differs from what was stated: what differs, exit 6, and nothing is written', async () => {
  await inLab({ sandbox: { durations: 0 } }, async (lab) => {
    const line = 'create cluster --name dev --without-nodegroup'
    expect(await lab.run(line)).toMatchObject({ exitCode: 0 })
    const [before, disk] = [lab.writes().length, lab.disk()]
    const { exitCode, stdout, stderr } = await lab.run(`${line} --vpc-cidr 10.9.0.0/16 --version 1.33`)
    expect(stderr).toContain('vpc.cidr is "192.168.0.0/16", not "10.9.0.0/16"')
    expect(stderr).toContain('metadata.version is "1.34", not "1.33"')
    expect(stderr).toContain('hint: ')
    expect({ exitCode, stdout, writes: lab.writes().length, disk: lab.disk() }).toEqual({ exitCode: 6, stdout: '', writes: before, disk })
  })
})
